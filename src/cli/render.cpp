// `ignite render [flags] FILE`: the config that a machine would be provisioned with, and where it came from.
#include "commands.h"

#include "exit_codes.h"
#include "flags.h"
#include "found.h"
#include "print.h"
#include "rendering.h"
#include "report_text.h"
#include "usage.h"

#include "ignite/config/write.h"
#include "ignite/core/line_column.h"

namespace ignite::cli {

namespace {

std::string with_origins(const config::Traced& traced, const Documents& documents) {
    std::vector<LineIndex> lines;
    for (std::uint32_t number = 0; number < documents.count(); ++number)
        lines.emplace_back(documents.text(number));
    std::string out;
    config::for_each_value(traced.config, [&](const Place& place, const std::string& value) {
        out += cat(place, " = ", value);
        const Position position = traced.origins.find(place.text());
        if (const DocumentText* document = documents.find(position.document)) {
            const LineColumn where = lines[position.document].at(position.offset);
            out += cat("  # ", document->name, ":", where.line, ":", where.column);
        }
        out += '\n';
    });
    return out;
}

} // namespace

int render(const std::string& program, std::span<const std::string> words) {
    bool origins = false;
    bool offline = false;
    const Flag flags[] = {
        {"offline", "", "do not use the network", &offline},
        {"origins", "", "print each value with the place it was written at", &origins},
    };
    const Usage usage{program, cat("usage: ", program, " [flags] FILE\n", describe(flags))};
    const auto files = usage.read(words, flags, {1, 1, "one file is wanted"});
    if (!files)
        return files.error();
    Rendering rendering;
    const Result<void> done =
        render_file(files->front(), offline ? fetch::Network::forbidden : fetch::Network::allowed, rendering);
    print_error(report_as_text(rendering.report, rendering.documents, Colour::never));
    if (!done) {
        print_error(cat(program, ": ", where_written(done.error().position(), rendering.documents),
                        done.error().describe(), "\n"));
        return exit_code_of(done.error().fault());
    }
    print(origins ? with_origins(rendering.traced, rendering.documents)
                  : cat(config::write(rendering.traced.config, config::Style::indented), "\n"));
    return exit_done;
}

} // namespace ignite::cli
