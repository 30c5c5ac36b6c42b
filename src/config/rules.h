// Rules over a whole config, one named function each. Which one applies to which version is said in the table
// of rules.cpp; what a rule needs beside the config is in the Subject.
#pragma once

#include "ignite/config/parse.h"
#include "ignite/config/types.h"
#include "ignite/core/report.h"
#include "ignite/core/version.h"
#include "unit_text.h"

#include <vector>

namespace ignite::config {

// A config under examination, as the version it declares meant it.
struct Subject {
    Subject(const Config& examined, Version declared, Schemes allowed);

    const Config& config;
    Version version;
    Schemes schemes;
    std::vector<UnitText> unit_texts; // of systemd.units, in order; an absent text is a good one

    bool since(Version then) const { return version >= then; }
};

inline bool is_set(const OptionalText& text) { return text && !text->empty(); }
inline bool is_true(const OptionalFlag& flag) { return flag.value_or(false); }
inline bool is_positive_or_negative(const OptionalNumber& number) { return number.value_or(0) != 0; }

// An absolute path in its simplest form.
void check_clean_path(std::string_view path, const Place& place, Report& report);

// Why a source may not be used, or nothing. An empty one is judged as well.
std::optional<Finding> judge_source(std::string_view source, const Subject& subject, const Place& place);

using RuleFunction = void (*)(const Subject&, Report&);

// rules_sources.cpp
void sources_can_be_fetched(const Subject&, Report&);
void required_sources_are_there(const Subject&, Report&);
void authority_sources_are_plain(const Subject&, Report&);
void key_files_can_be_fetched(const Subject&, Report&);

// rules_resources.cpp
void compressions_are_known(const Subject&, Report&);
void headers_go_with_http(const Subject&, Report&);
void headers_are_complete(const Subject&, Report&);
void hashes_have_a_source(const Subject&, Report&);
void hashes_are_well_formed(const Subject&, Report&);

// rules_ignition.cpp
void proxies_are_http(const Subject&, Report&);

// rules_nodes.cpp
void node_paths_are_clean(const Subject&, Report&);
void owners_are_named_once(const Subject&, Report&);
void modes_are_in_range(const Subject&, Report&);
void special_modes_have_no_effect(const Subject&, Report&);
void overwriting_needs_a_source(const Subject&, Report&);
void nodes_are_not_below_links(const Subject&, Report&);
void nodes_are_not_written_by_units(const Subject&, Report&);

// rules_links.cpp
void links_have_a_target(const Subject&, Report&);
void hard_links_do_not_lead_to_directories(const Subject&, Report&);
void hard_links_have_no_owner(const Subject&, Report&);

// rules_disks.cpp
void disks_have_a_device(const Subject&, Report&);
void partition_numbers_are_unique(const Subject&, Report&);
void partition_labels_are_unique(const Subject&, Report&);
void partitions_do_not_overlap(const Subject&, Report&);
void partition_labels_fit(const Subject&, Report&);
void partition_guids_are_guids(const Subject&, Report&);
void absent_partitions_have_no_attributes(const Subject&, Report&);
void partitions_can_be_told_apart(const Subject&, Report&);

// rules_filesystems.cpp
void filesystem_devices_are_named(const Subject&, Report&);
void filesystem_paths_are_clean(const Subject&, Report&);
void filesystem_formats_are_known(const Subject&, Report&);
void filesystem_labels_fit(const Subject&, Report&);
void shared_filesystems_are_not_made(const Subject&, Report&);
void filesystems_do_not_cover_partitions(const Subject&, Report&);

// rules_raid.cpp
void arrays_have_devices(const Subject&, Report&);
void array_levels_are_known(const Subject&, Report&);
void striped_arrays_have_no_spares(const Subject&, Report&);

// rules_luks.cpp
void volumes_have_a_device(const Subject&, Report&);
void volume_names_and_labels_fit(const Subject&, Report&);
void key_servers_are_complete(const Subject&, Report&);
void custom_pins_are_complete(const Subject&, Report&);
void custom_pins_stand_alone(const Subject&, Report&);
void crypto_express_stands_alone(const Subject&, Report&);

// rules_systemd.cpp
void unit_names_have_a_type(const Subject&, Report&);
void unit_texts_are_well_formed(const Subject&, Report&);
void enabled_units_can_be_installed(const Subject&, Report&);
void enabled_instances_can_be_installed(const Subject&, Report&);

} // namespace ignite::config
