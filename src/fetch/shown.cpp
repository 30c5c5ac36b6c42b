#include "ignite/fetch/fetcher.h"

#include "ignite/core/text.h"

namespace ignite::fetch {

std::string shown(std::string_view url) {
    // Works on URLs that do not parse as well: an error about one must not show its secrets either.
    constexpr std::string_view data = "data:";
    if (url.starts_with(data))
        return cat(data, "…");
    url = url.substr(0, url.find_first_of("?#"));
    const std::size_t slashes = url.find("//");
    if (slashes == std::string_view::npos)
        return std::string{url};
    const std::size_t authority = slashes + 2;
    const std::size_t at = url.substr(0, url.find('/', authority)).rfind('@');
    if (at == std::string_view::npos || at < authority)
        return std::string{url};
    return cat(url.substr(0, authority), url.substr(at + 1));
}

} // namespace ignite::fetch
