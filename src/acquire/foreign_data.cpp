#include "foreign_data.h"

#include "ignite/core/letters.h"
#include "ignite/system/gunzip.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace ignite::acquire {

namespace {

// Enough for the header of any message; the rest of the data does not matter.
constexpr std::size_t looked_at = 64 * 1024; // bytes

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// Takes a line off the front of a text, and blanks off the end of the line.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    while (!line.empty() && is_blank(line.back()))
        line.remove_suffix(1);
    return line;
}

bool is_script(std::string_view text) { return text.starts_with("#!"); }

bool is_cloud_config(std::string_view text) { return take_line(text) == "#cloud-config"; }

bool is_field_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f'; });
}

// A message begins with its header: "Name: value" lines, of which one that begins with a blank goes on with
// the one before, up to an empty line.
bool is_multipart_message(std::string_view text) {
    std::string type;
    bool in_type = false;
    while (!text.empty()) {
        const bool goes_on = is_blank(text.front());
        const std::string_view line = take_line(text);
        if (line.empty())
            break;
        if (!goes_on) {
            const std::size_t colon = line.find(':');
            if (colon == std::string_view::npos || !is_field_name(line.substr(0, colon)))
                return false;
            in_type = in_lower_case(line.substr(0, colon)) == "content-type";
        }
        if (in_type)
            type += in_lower_case(line);
    }
    return type.find("multipart/mixed") != std::string::npos;
}

struct Kind {
    bool (*is_it)(std::string_view text);
    std::string_view name;
};

constexpr std::array kinds = {
    Kind{is_script, "a script"},
    Kind{is_cloud_config, "a cloud-config"},
    Kind{is_multipart_message, "a MIME message of several parts"},
};

// The beginning of what is packed, as far as it can be unpacked.
std::string unpacked(std::string_view packed) {
    std::string text;
    Result<system::Gunzip> gunzip = system::Gunzip::begin();
    if (!gunzip)
        return text;
    // Broken data end it as well as enough data do.
    (void)gunzip->add(std::as_bytes(std::span{packed}),
                      [&](std::span<const std::byte> piece) -> Result<void> {
                          text.append(reinterpret_cast<const char*>(piece.data()), piece.size());
                          if (text.size() >= looked_at)
                              return fail(Fault::refused, "this is enough");
                          return {};
                      });
    return text;
}

} // namespace

std::string_view foreign_kind(std::string_view user_data) {
    constexpr std::string_view gzip_magic = "\x1f\x8b\x08";
    const std::string inside = user_data.starts_with(gzip_magic) ? unpacked(user_data) : std::string{};
    const std::string_view text = (inside.empty() ? user_data : inside).substr(0, looked_at);
    const auto* const found = std::ranges::find_if(kinds, [&](const Kind& kind) { return kind.is_it(text); });
    return found == kinds.end() ? std::string_view{} : found->name;
}

} // namespace ignite::acquire
