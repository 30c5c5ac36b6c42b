#include "usage.h"

#include "exit_codes.h"
#include "print.h"

namespace ignite::cli {

tl::expected<std::vector<std::string>, int> Usage::read(std::span<const std::string> words,
                                                        std::span<const Flag> flags, Count count) const {
    Result<Words> parsed = parse_flags(words, flags);
    if (!parsed)
        return tl::unexpected{wrong(parsed.error().describe())};
    if (parsed->help_wanted) {
        print(text_);
        return tl::unexpected{exit_done};
    }
    if (parsed->rest.size() < count.fewest || parsed->rest.size() > count.most)
        return tl::unexpected{wrong(count.wanted)};
    return std::move(parsed->rest);
}

int Usage::wrong(std::string_view what) const {
    print_error(cat(program_, ": ", what, "\n", text_));
    return exit_wrong_usage;
}

} // namespace ignite::cli
