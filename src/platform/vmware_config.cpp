// The config of a VMware machine. Spec platforms.md §5.31.
#include "vmware.h"

#include "guestinfo.h"
#include "ovf_environment.h"
#include "service.h"

#include "ignite/core/base64.h"
#include "ignite/core/url.h"

#include <algorithm>
#include <array>

namespace ignite::platform {

namespace {

struct Encoding {
    std::string_view name;
    bool is_base64;
    bool is_gzip;
};

constexpr std::array encodings = {
    Encoding{"", false, false},          Encoding{"b64", true, false},   Encoding{"base64", true, false},
    Encoding{"gz", false, true},         Encoding{"gzip", false, true},  Encoding{"gz+base64", true, true},
    Encoding{"gzip+base64", true, true}, Encoding{"gz+b64", true, true}, Encoding{"gzip+b64", true, true},
};

// The encoding is undone of empty data as well: nothing packed is no gzip stream.
Result<std::string> decoded(std::string_view data, std::string_view name) {
    const auto* const encoding = std::ranges::find(encodings, name, &Encoding::name);
    if (encoding == encodings.end())
        return fail(Fault::config, "the config's encoding \"", name, "\" is not known");
    std::string bytes{data};
    if (encoding->is_base64)
        bytes = TRY(decode_lines(bytes));
    if (!encoding->is_gzip)
        return bytes;
    if (!is_packed(bytes))
        return fail(Fault::config, "the config is said to be packed with gzip, and is not");
    return unpack(std::move(bytes));
}

struct Given {
    std::string data;
    std::string encoding;
};

Result<std::string> text(const Guestinfo& host, std::string_view key) {
    return TRY(host.get(key)).value_or("");
}

Result<Given> given_under(const Guestinfo& host, std::string_view key) {
    return Given{.data = TRY(text(host, key)), .encoding = TRY(text(host, cat(key, ".encoding")))};
}

// Whoever deploys an appliance sets its properties. A document that cannot be read is as none.
Given given_by_environment(const Guestinfo& host, journal::Journal& journal) {
    const Result<std::string> document = text(host, "ovfenv");
    if (document && document->empty())
        return {};
    const auto property = [&](std::string_view key) {
        return Result<std::string>{document}.and_then(
            [&](const std::string& xml) { return property_of(xml, key); });
    };
    const Result<std::string> data = property("guestinfo.ignition.config.data");
    const Result<std::string> encoding = property("guestinfo.ignition.config.data.encoding");
    if (!data || !encoding) {
        journal.warning("the OVF environment cannot be read, going on without it: ",
                        (data ? encoding : data).error().describe());
        return {};
    }
    return {.data = *data, .encoding = *encoding};
}

// Data and encoding come from one place. The reference mixes them, and there are machines that boot only
// that way; so its reading holds where it makes sense.
Result<std::string> decoded(const Given& own, std::string_view encoding_of_reference,
                            journal::Journal& journal) {
    if (own.encoding != encoding_of_reference) {
        if (Result<std::string> bytes = decoded(own.data, encoding_of_reference)) {
            journal.warning("the config stands in one place, and its encoding \"", encoding_of_reference,
                            "\" in another: guestinfo and the OVF environment should not be mixed");
            return bytes;
        }
    }
    return decoded(own.data, own.encoding);
}

Result<Answer> ask_url(Context& context, const std::string& key, const std::string& url) {
    const Result<Url> parsed = parse_url(url);
    if (!parsed || parsed->scheme.empty())
        return fail(Fault::config, "guestinfo.", key, " is not a URL");
    return answer_of(TRY(context.fetcher.fetch(fetch::Request{.url = url})
                             .map_error(within("get the config that guestinfo.", key, " names"))));
}

} // namespace

Result<Answer> ask_vmware(Context& context) {
#if !defined(__x86_64__)
    if (context.where.backdoor == nullptr)
        return fail(Fault::system, "guestinfo can only be read on x86-64: name the config with "
                                   "ignition.config.url= on the kernel command line");
#endif
    const Result<Guestinfo> host =
        Guestinfo::open(context.where.backdoor != nullptr ? *context.where.backdoor : backdoor_of_machine());
    if (!host && host.error().fault() == Fault::absent) {
        context.journal.warning(host.error().describe());
        return Answer{};
    }
    if (!host)
        return tl::unexpected{host.error()};

    const Given direct = TRY(given_under(*host, "ignition.config.data"));
    Given environment;
    if (direct.data.empty() || direct.encoding.empty())
        environment = given_by_environment(*host, context.journal);
    const Given& own = direct.data.empty() ? environment : direct;
    const std::string& of_reference = direct.encoding.empty() ? environment.encoding : direct.encoding;
    if (!own.data.empty())
        return answer_of(TRY(decoded(own, of_reference, context.journal)));

    const Given older = TRY(given_under(*host, "coreos.config.data"));
    if (!older.data.empty())
        return answer_of(TRY(decoded(older.data, older.encoding)));
    for (const std::string key : {"ignition.config.url", "coreos.config.url"})
        if (const std::string url = TRY(text(*host, key)); !url.empty())
            return ask_url(context, key, url);
    return answer_of(TRY(decoded("", of_reference)));
}

} // namespace ignite::platform
