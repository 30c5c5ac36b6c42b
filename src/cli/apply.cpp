// `ignite apply`, and `ignition-apply` in the words of the reference: a config put into a tree that is not
// booting. Spec stages.md §15.1.
#include "commands.h"

#include "exit_codes.h"
#include "flags.h"
#include "found.h"
#include "input.h"
#include "print.h"
#include "report_text.h"
#include "surroundings.h"
#include "usage.h"

#include "ignite/core/path.h"
#include "ignite/core/quoted.h"
#include "ignite/journal/sinks.h"
#include "ignite/stage/apply.h"

#include <unistd.h>

#include <cstdlib>
#include <memory>

namespace ignite::cli {

namespace {

struct Wish {
    stage::Application application;
    bool offline = false;
    bool ignore_unsupported = false;
    bool show_version = false;
};

std::vector<Flag> flags_of(Wish& wish) {
    return {
        {"ignore-unsupported", "", "skip what cannot be applied to such a root, instead of failing",
         &wish.ignore_unsupported},
        {"offline", "", "fail if anything needs the network", &wish.offline},
        {"root", "path", "root of the tree to change", &wish.application.root},
        {"version", "", "print the version and exit", &wish.show_version},
    };
}

Result<std::string> absolute(const std::string& path) {
    if (path.starts_with('/'))
        return path;
    const std::unique_ptr<char, decltype(&::free)> here{::getcwd(nullptr, 0), ::free};
    if (!here)
        return tl::unexpected{Error::from_errno().within("find out which directory this is")};
    return join_paths(here.get(), path);
}

Result<void> apply_file(Wish& wish, const std::string& path, stage::ReadTexts& texts,
                        journal::Journal& journal) {
    stage::Application& application = wish.application;
    application.root = TRY(absolute(application.root));
    application.name = name_of_input(path);
    application.text = TRY(read_input(path));
    if (wish.offline)
        application.network = fetch::Network::forbidden;
    if (wish.ignore_unsupported)
        application.unsupported = stage::Unsupported::skipped;
    system::RealProcesses processes;
    return stage::apply(application, texts, journal, processes);
}

// What is done is said on standard output, and what was wrong once more on standard error.
Result<void> apply_and_tell(Wish& wish, const std::string& program, const std::string& path) {
    journal::StreamSink sink{STDOUT_FILENO};
    journal::Journal journal{sink};
    stage::ReadTexts texts;
    Result<void> done = apply_file(wish, path, texts, journal);
    if (done) {
        journal.info("Ignition finished successfully");
        return {};
    }
    journal.critical("Ignition failed: ", done.error().describe());
    print_error(report_as_text(texts.report, texts.documents, Colour::never));
    print_error(cat(program, ": ", where_written(done.error().position(), texts.documents),
                    tame(done.error().describe()), "\n"));
    return done;
}

// Exit codes of the reference's program.
constexpr int reference_failed = 1;
constexpr int reference_usage = 2;

} // namespace

int apply(const std::string& program, std::span<const std::string> words) {
    Wish wish;
    const std::vector<Flag> flags = flags_of(wish);
    const Usage usage{program, cat("usage: ", program, " [flags] FILE\n", describe(flags))};
    const auto files = usage.read(words, flags, {1, 1, "one file is wanted"});
    if (!files)
        return files.error();
    // The tree of an image can be anywhere; that of a machine that is running is nobody's to change here.
    if (clean_path(wish.application.root) == "/" && !in_container()) {
        print_error(cat(program, ": this is no container: name another tree with --root\n"));
        return exit_refused;
    }
    const Result<void> done = apply_and_tell(wish, program, files->front());
    return done ? exit_done : exit_code_of(done.error().fault());
}

int ignition_apply(const std::string& program, std::span<const std::string> words) {
    Wish wish;
    const std::vector<Flag> flags = flags_of(wish);
    const std::string usage =
        cat("Usage: ", program, " [options] config.ign\n", describe(flags, Grammar::anywhere),
            "\nUse - to read from standard input.\n");
    const Result<Words> parsed = parse_flags(words, flags, Grammar::anywhere);
    if (!parsed || parsed->help_wanted) {
        print_error(cat(parsed ? "" : cat(parsed.error().describe(), "\n"), usage));
        return reference_usage;
    }
    if (wish.show_version) {
        print(cat("Ignition ", IGNITE_VERSION, "\n"));
        return exit_done;
    }
    if (parsed->rest.size() != 1) {
        print_error(usage);
        return reference_failed;
    }
    if (!in_container()) {
        print_error(cat(program, ": this is no container, and nothing else may be changed\n"));
        return reference_failed;
    }
    return apply_and_tell(wish, program, parsed->rest.front()) ? exit_done : reference_failed;
}

} // namespace ignite::cli
