#include "fetch/proxy.h"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace ignite::fetch;

namespace {

std::string proxied(std::string_view url, std::vector<std::string> no_proxy = {}) {
    const Settings settings{
        .http_proxy = "http://p:1", .https_proxy = "p:2", .no_proxy = std::move(no_proxy)};
    return std::string{proxy_for(*address_of(url), settings)};
}

struct Case {
    std::string_view entry;
    std::string_view url;
    bool is_direct;
};

} // namespace

TEST_CASE("each scheme has its own proxy", "[fetch][proxy]") {
    CHECK(proxied("http://example.com/") == "http://p:1");
    CHECK(proxied("https://example.com/") == "p:2");
    CHECK(proxied("tftp://example.com/x").empty());
    CHECK(proxy_for(*address_of("https://example.com/"), Settings{.http_proxy = "http://p:1"}).empty());
}

TEST_CASE("the machine itself and what is on its link are never proxied", "[fetch][proxy]") {
    for (const char* url :
         {"http://localhost/", "http://LOCALHOST:8080/", "http://127.0.0.1/", "http://127.9.9.9:1/",
          "http://[::1]/", "http://169.254.169.254/latest", "http://[fe80::1]/"})
        CHECK(proxied(url).empty());
    CHECK(proxied("http://128.0.0.1/") == "http://p:1");
    CHECK(proxied("http://mylocalhost/") == "http://p:1");
}

TEST_CASE("what an entry of noProxy covers", "[fetch][proxy]") {
    const std::vector<Case> cases = {
        {"*", "http://example.com/", true},
        {"", "http://example.com/", false},
        {"example.com", "http://example.com/", true},
        {"example.com", "http://EXAMPLE.com/", true},
        {"EXAMPLE.com", "http://example.com/", true},
        {" example.com ", "http://example.com/", true},
        {"example.org, example.com", "http://example.com/", true},
        {"example.org,,example.net", "http://example.com/", false},
        {"example.com", "http://a.b.example.com/", true},
        {"example.com", "http://badexample.com/", false},
        {"example.com", "http://example.com.org/", false},
        {".example.com", "http://example.com/", false},
        {".example.com", "http://a.example.com/", true},
        {"*.example.com", "http://example.com/", false},
        {"*.example.com", "http://a.example.com/", true},
        {"example.com:80", "http://example.com/", true},
        {"example.com:8080", "http://example.com/", false},
        {"example.com:443", "https://example.com/", true},
        {"10.0.0.0/8", "http://10.2.3.4/", true},
        {"10.0.0.0/8", "http://11.2.3.4/", false},
        {"10.0.0.0/8", "http://ten.example/", false},
        {"10.128.0.0/9", "http://10.127.0.1/", false},
        {"10.128.0.0/9", "http://10.129.0.1/", true},
        {"0.0.0.0/0", "http://10.2.3.4/", true},
        {"10.0.0.0/33", "http://10.0.0.1/", false},
        {"10.0.0.0/8:81", "http://10.2.3.4/", false},
        {"10.0.0.0/8:81", "http://10.2.3.4:81/", true},
        {"10.2.3.4", "http://10.2.3.4/", true},
        {"10.2.3.4", "http://10.2.3.44/", false},
        {"10.2.3.4:80", "http://10.2.3.4:81/", false},
        {"fd00::/8", "http://[fd12::1]/", true},
        {"fd00::/8", "http://10.2.3.4/", false},
        {"fd00::1", "http://[fd00::1]:80/", true},
        {"[fd00::1]:80", "http://[fd00::1]/", true},
        {"[fd00::1]:81", "http://[fd00::1]/", false},
    };
    for (const Case& one : cases) {
        INFO(one.entry << " and " << one.url);
        CHECK(proxied(one.url, {std::string{one.entry}}).empty() == one.is_direct);
    }
}
