#include "ignite/core/url.h"
#include "rules.h"

namespace ignite::config {

// Unlike elsewhere an empty string is not "not set" here: it has no scheme.
void proxies_are_http(const Subject& subject, Report& report) {
    const Place ignition = Place::root() / "ignition";
    const Place place = ignition / "proxy";
    const Proxy& proxy = subject.config.ignition.proxy;
    const auto check = [&](const OptionalText& text, std::string_view key, bool carries_https) {
        if (!text)
            return;
        const Result<Url> url = parse_url(*text);
        if (!url)
            report.fail("url-unparsable", place / key, cat("not a URL: ", url.error().describe()));
        else if (!url->is_http())
            report.fail("proxy-scheme", place / key, "a proxy is spoken to by http or https").hint =
                "write http://HOST:PORT";
        else if (carries_https && url->scheme == "http")
            report.warn("proxy-insecure", place / key,
                        "the proxy for https requests is itself spoken to by plain http");
    };
    check(proxy.http_proxy, "httpProxy", false);
    check(proxy.https_proxy, "httpsProxy", true);
}

} // namespace ignite::config
