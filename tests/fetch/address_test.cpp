#include "fetch/address.h"

#include <catch2/catch.hpp>

#include <string>

using ignite::fetch::address_of;

TEST_CASE("a URL goes over the wire as the reference sends it", "[fetch][address]") {
    struct Case {
        std::string written;
        std::string sent;
    };
    const Case cases[] = {
        {"HTTP://h", "http://h/"},
        {"http://u:p@h:8080/a#b", "http://u:p@h:8080/a"},
        {"http://h/a b/ü", "http://h/a%20b/%C3%BC"},
        {"http://h/%7Ex%2fy//../z", "http://h/%7Ex%2fy//../z"},
        {"http://h/a{b}|c\\d^e`f\"g<h>", "http://h/a%7Bb%7D%7Cc%5Cd%5Ee%60f%22g%3Ch%3E"},
        {"http://h/[a]!$&'()*+,;=:@", "http://h/[a]!$&'()*+,;=:@"},
        {"http://h/?a={b}|ü%zz&c=d e", "http://h/?a={b}|ü%zz&c=d%20e"},
    };
    for (const Case& one : cases)
        CHECK(address_of(one.written)->url == one.sent);
}
