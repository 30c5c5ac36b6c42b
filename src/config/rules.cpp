#include "rules.h"

#include "check.h"
#include "field.h"

#include <array>

namespace ignite::config {

namespace {

struct Rule {
    RuleFunction check;
    Version since = v3_0;
    Version before = for_ever;
};

// To add a rule, write the function and add its row.
constexpr std::array rules = {
    Rule{nodes_are_not_written_by_units},

    Rule{sources_can_be_fetched},
    Rule{required_sources_are_there, v3_1},
    Rule{authority_sources_are_plain, v3_0, v3_1},
    Rule{compressions_are_known},
    Rule{headers_go_with_http},
    Rule{headers_are_complete},
    Rule{hashes_have_a_source},
    Rule{hashes_are_well_formed},
    Rule{proxies_are_http},

    Rule{nodes_are_not_below_links},
    Rule{hard_links_do_not_lead_to_directories},
    Rule{node_paths_are_clean},
    Rule{owners_are_named_once},
    Rule{modes_are_in_range},
    Rule{special_modes_have_no_effect, v3_0, v3_6},
    Rule{overwriting_needs_a_source},
    Rule{links_have_a_target, v3_3},
    Rule{hard_links_have_no_owner},

    Rule{disks_have_a_device},
    Rule{partition_numbers_are_unique},
    Rule{partitions_do_not_overlap},
    Rule{partition_labels_are_unique},
    Rule{partition_labels_fit},
    Rule{partition_guids_are_guids},
    Rule{absent_partitions_have_no_attributes},
    Rule{partitions_can_be_told_apart},

    Rule{filesystem_devices_are_named},
    Rule{filesystem_paths_are_clean},
    Rule{filesystem_formats_are_known},
    Rule{filesystem_labels_fit},
    Rule{shared_filesystems_are_not_made, v3_7},
    Rule{filesystems_do_not_cover_partitions},

    Rule{arrays_have_devices},
    Rule{array_levels_are_known},
    Rule{striped_arrays_have_no_spares},

    Rule{volumes_have_a_device},
    Rule{volume_names_and_labels_fit},
    Rule{key_files_can_be_fetched},
    Rule{key_servers_are_complete},
    Rule{custom_pins_are_complete},
    Rule{custom_pins_stand_alone},
    Rule{crypto_express_stands_alone},

    Rule{unit_names_have_a_type},
    Rule{unit_texts_are_well_formed},
    Rule{enabled_units_can_be_installed},
    Rule{enabled_instances_can_be_installed},
};

} // namespace

Subject::Subject(const Config& examined, Version declared, Schemes allowed)
    : config{examined}, version{declared}, schemes{allowed} {
    unit_texts.reserve(config.systemd.units.size());
    for (const Unit& unit : config.systemd.units)
        unit_texts.push_back(unit.contents ? read_unit_text(*unit.contents) : UnitText{});
}

void check_rules(const Config& config, Version version, Schemes schemes, Report& report) {
    const Subject subject{config, version, schemes};
    for (const Rule& rule : rules)
        if (rule.since <= version && version < rule.before)
            rule.check(subject, report);
}

} // namespace ignite::config
