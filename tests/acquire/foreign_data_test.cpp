#include "acquire/foreign_data.h"

#include <catch2/catch.hpp>

#include <zlib.h>

#include <string>

using ignite::acquire::foreign_kind;

namespace {

std::string packed(std::string_view text) {
    constexpr int gzip = 16 + MAX_WBITS;
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&stream, text.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

} // namespace

TEST_CASE("user data that is meant for another program is known", "[acquire][foreign]") {
    struct Row {
        const char* data;
        const char* kind;
    };
    const Row rows[] = {
        {"#!/bin/sh\necho\n", "a script"},
        {"#!", "a script"},
        {"#cloud-config", "a cloud-config"},
        {"#cloud-config\nhostname: x\n", "a cloud-config"},
        {"#cloud-config \t\r\nhostname: x\r\n", "a cloud-config"},
        {"Content-Type: multipart/mixed; boundary=\"x\"\nMIME-Version: 1.0\n\n--x\n",
         "a MIME message of several parts"},
        {"MIME-Version: 1.0\r\ncontent-TYPE:\r\n\tMultipart/Mixed\r\n\r\n",
         "a MIME message of several parts"},
    };
    for (const Row& row : rows) {
        INFO(row.data);
        CHECK(foreign_kind(row.data) == row.kind);
        CHECK(foreign_kind(packed(row.data)) == row.kind);
    }
}

TEST_CASE("whatever else is not a config is left for the parser to complain about", "[acquire][foreign]") {
    for (const std::string data :
         {"", "{}", " #!/bin/sh", "#cloud-config-archive\n", "#cloud-configs", "# cloud-config\n",
          "\n#cloud-config\n", "variant: flatcar\nversion: 1.0.0\n",
          "Content-Type: text/plain\n\nmultipart/mixed\n", "\n\n", " a: b\n",
          "{\"a\": \"Content-Type: multipart/mixed\"}", "Subject: multipart/mixed\n\n", "\x1f\x8b\x08",
          "\x1f\x8b\x08zzz"}) {
        INFO(data);
        CHECK(foreign_kind(data).empty());
        if (data.empty() || data.front() != '\x1f')
            CHECK(foreign_kind(packed(data)).empty());
    }
}

TEST_CASE("of a large packed text only the beginning is unpacked", "[acquire][foreign]") {
    const std::string script = "#!/bin/sh\n" + std::string(32UL * 1024 * 1024, ' ');

    CHECK(foreign_kind(packed(script)) == "a script");
}
