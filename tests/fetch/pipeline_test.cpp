#include "fetch/pipeline.h"

#include <catch2/catch.hpp>

using namespace ignite;
using namespace ignite::fetch;

namespace {

constexpr std::string_view sha256_of_text =
    "sha256-982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"; // "text"
// printf text | gzip -n
constexpr std::string_view packed_text{
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x2b\x49\xad\x28\x01\x00\xc7\xa7\x8b\x3b\x04\x00\x00\x00", 24};

Result<std::string> through(Request request, std::string_view bytes) {
    MemorySink sink{1000};
    Pipeline pipeline = TRY(Pipeline::open(request, sink));
    TRY(pipeline.begin());
    for (const char& byte : bytes)
        TRY(pipeline.add(std::as_bytes(std::span{&byte, 1})));
    TRY(pipeline.finish());
    return std::move(sink).take();
}

} // namespace

TEST_CASE("the hash is over the unpacked bytes", "[fetch][pipeline]") {
    const Request request{.compression = Compression::gzip, .hash = std::string{sha256_of_text}};

    CHECK(through(request, packed_text) == "text");
}

TEST_CASE("another hash is an error that names both", "[fetch][pipeline]") {
    const Request request{.hash = std::string{sha256_of_text}};

    CHECK(through(request, "text") == "text");
    CHECK(through(request, "test").error().describe() ==
          "hash verification failed (calculated "
          "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 but "
          "expected 982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1)");
}

TEST_CASE("a hash may be written in capitals", "[fetch][pipeline]") {
    const Request request{.hash = "sha256-982D9E3EB996F559E633F4D194DEF3761D909F5A3B647D1A851FEAD67C32C9D1"};

    CHECK(through(request, "text") == "text");
}

TEST_CASE("a hash that cannot be one is the config's fault", "[fetch][pipeline]") {
    for (const char* hash :
         {"md5-900150983cd24fb0d6963f7d28e17f72", "sha256-12", "sha512-", "sha256", "SHA256-00"})
        CHECK(through({.hash = hash}, "text").error().fault() == Fault::config);
}

TEST_CASE("beginning again takes back what was written and hashed", "[fetch][pipeline]") {
    MemorySink sink{1000};
    Pipeline pipeline = *Pipeline::open({.hash = std::string{sha256_of_text}}, sink);
    const std::string text = "text";

    for (const std::string_view part : {std::string_view{"tex"}, std::string_view{text}}) {
        REQUIRE(pipeline.begin());
        REQUIRE(pipeline.add(std::as_bytes(std::span{part})));
        CHECK(pipeline.taken() == part.size());
    }

    CHECK(pipeline.finish());
    CHECK(std::move(sink).take() == text);
}

TEST_CASE("a packed bomb is stopped at the limit of unpacked bytes", "[fetch][pipeline]") {
    CHECK(through({.compression = Compression::gzip, .most_bytes = 3}, packed_text).error().describe() ==
          "there are more than 3 bytes");
    CHECK(through({.compression = Compression::gzip, .most_bytes = 4}, packed_text) == "text");
}
