#include "spec_1.h"

#include "ignite/core/text.h"
#include "translation.h"

namespace ignite::config::old {

namespace {

File raised(const FileOfSpec1& then) {
    File file;
    file.position = then.position;
    file.path = then.path;
    file.contents.source = data_url_of(then.contents);
    file.contents.position = then.position;
    file.mode = then.mode;
    file.user.id = then.uid;
    file.group.id = then.gid;
    return file;
}

} // namespace

void raise_from_spec_1(Storage& storage) {
    for (std::size_t i = 0; i < storage.filesystems_of_spec_1.size(); ++i) {
        FilesystemOfSpec1& then = storage.filesystems_of_spec_1[i];
        Filesystem& filesystem = storage.filesystems.emplace_back();
        filesystem.position = then.position;
        filesystem.place = cat("$.storage.filesystems.", i);
        filesystem.mount.given = true;
        filesystem.mount.place = filesystem.place;
        filesystem.mount.device = std::move(then.device);
        filesystem.mount.format = std::move(then.format);
        filesystem.mount.create = std::move(then.create);
        if (!then.files.empty()) // nobody else can refer to it
            filesystem.name = cat("_translate-filesystem-", i);
        for (std::size_t j = 0; j < then.files.size(); ++j) {
            File& file = storage.files.emplace_back(raised(then.files[j]));
            file.filesystem = filesystem.name;
            file.place = cat(filesystem.place, ".files.", j);
        }
    }
    storage.filesystems_of_spec_1.clear();
}

} // namespace ignite::config::old
