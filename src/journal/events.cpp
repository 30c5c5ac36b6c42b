#include "ignite/journal/events.h"

#include "ignite/late/library.h"

#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace ignite::journal {

namespace {

late::Library library{"libsystemd.so.0"};
IGNITE_LATE(library, sd_journal_sendv_with_location);

} // namespace

void announce(Journal& journal, const Event& event, std::string_view message, std::span<const Field> fields) {
    if (::access("/run/systemd/journal/socket", F_OK) != 0)
        return;
    std::vector<std::string> entries = {cat("MESSAGE_ID=", event.id), cat("MESSAGE=", message), "PRIORITY=6"};
    for (const Field& field : fields)
        entries.push_back(cat(field.name, "=", field.value));
    std::vector<iovec> parts;
    parts.reserve(entries.size());
    for (std::string& entry : entries)
        parts.push_back({entry.data(), entry.size()});
    if (const Result<void> loaded = library.load(); !loaded)
        return journal.info("tell the journal about \"", message, "\": ", loaded.error().describe());
    if (const int failed = sd_journal_sendv(parts.data(), static_cast<int>(parts.size())); failed < 0)
        journal.info("tell the journal about \"", message, "\": ", Error::from_errno(-failed).describe());
}

} // namespace ignite::journal
