// Units of systemd-networkd were a section of their own; now they are files.
#include "ignite/core/quoted.h"
#include "translation.h"

namespace ignite::config::old {

namespace {

void add_file(Translation& translation, std::string path, const OptionalText& contents, std::string origin,
              Position position) {
    if (!contents || contents->empty())
        return;
    config::File file;
    file.position = position;
    file.contents.source = data_url_of(*contents);
    file.contents.position = position;
    file.mode = 0644;
    file.overwrite = true;
    file.path = std::move(path);
    translation.note("network-unit-to-file", origin, cat("becomes the file ", quoted(file.path)));
    translation.old_places.add(cat("$.storage.files.", translation.now.storage.files.size()),
                               std::move(origin));
    translation.now.storage.files.push_back(std::move(file));
}

} // namespace

void translate_network_units(Translation& translation) {
    const std::vector<NetworkUnit>& units = translation.then.networkd.units;
    for (std::size_t i = 0; i < units.size(); ++i) {
        const NetworkUnit& unit = units[i];
        const std::string place = cat("$.networkd.units.", i);
        const std::string path = cat("/etc/systemd/network/", unit.name);
        add_file(translation, path, unit.contents, place, unit.position);
        for (std::size_t j = 0; j < unit.dropins.size(); ++j) {
            const Dropin& dropin = unit.dropins[j];
            add_file(translation, cat(path, ".d/", dropin.name), dropin.contents, cat(place, ".dropins.", j),
                     dropin.position);
        }
    }
}

} // namespace ignite::config::old
