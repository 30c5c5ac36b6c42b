// What is made of the facts: text for systemd, for sshd and for the kernel. Pure. Spec platforms.md §6.1,
// §6.3.
#include "ignite/platform/metadata.h"

#include "ignite/core/base64.h"
#include "ignite/core/letters.h"

#include <algorithm>
#include <array>

namespace ignite::platform {

namespace {

constexpr std::size_t longest_hostname = 64; // bytes

struct Renamed {
    std::string_view from;
    std::string_view to;
};

// coreos-metadata called these two as the images did.
constexpr Renamed renamed[] = {{"AWS_", "EC2_"}, {"GCP_", "GCE_"}};

std::string full_name(std::string_view name, Convention convention) {
    if (convention == Convention::afterburn)
        return cat("AFTERBURN_", name);
    for (const Renamed& one : renamed)
        if (name.starts_with(one.from))
            return cat("COREOS_", one.to, name.substr(one.from.size()));
    return cat("COREOS_", name);
}

bool is_control(unsigned char c) { return c < 0x20 || c == 0x7F; }

// Only where systemd would read something else: programs of the field split these files at "=".
std::string quoted(std::string_view value) {
    const bool is_plain = trimmed(value) == value && value.find_first_of("\"'\\") == std::string_view::npos &&
                          !value.starts_with('#') && !value.starts_with(';');
    if (is_plain)
        return std::string{value};
    std::string text = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\' || c == '$' || c == '`')
            text += '\\';
        text += c;
    }
    return text + '"';
}

constexpr std::array<std::string_view, 10> key_types = {"ssh-rsa",
                                                        "ssh-dss",
                                                        "ssh-ed25519",
                                                        "ecdsa-sha2-nistp256",
                                                        "ecdsa-sha2-nistp384",
                                                        "ecdsa-sha2-nistp521",
                                                        "sk-ssh-ed25519@openssh.com",
                                                        "sk-ecdsa-sha2-nistp256@openssh.com",
                                                        "ssh-ed25519-cert-v01@openssh.com",
                                                        "ssh-rsa-cert-v01@openssh.com"};

// "TYPE BASE64 …", where the bytes begin with the name of the type once more.
bool begins_with_key(std::string_view text, std::string_view type) {
    if (!text.starts_with(type) || !text.substr(type.size()).starts_with(' '))
        return false;
    text = trimmed(text.substr(type.size()));
    const std::optional<std::string> bytes = decode_base64(text.substr(0, text.find_first_of(" \t")));
    return bytes && bytes->size() > 4 + type.size() && std::string_view{*bytes}.substr(4).starts_with(type);
}

} // namespace

std::string environment_file(std::span<const Attribute> attributes, Convention convention,
                             journal::Journal& journal) {
    std::vector<std::string> lines;
    for (const Attribute& one : attributes) {
        const std::string name = full_name(one.name, convention);
        if (std::ranges::any_of(one.value, is_control))
            journal.warning("the value of ", name, " holds control characters, going on without it");
        else if (!one.value.empty())
            lines.push_back(cat(name, "=", quoted(one.value), "\n"));
    }
    std::ranges::sort(lines);
    std::string text;
    for (const std::string& line : lines)
        text += line;
    return text;
}

bool is_public_key(std::string_view line) {
    if (std::ranges::any_of(line,
                            [](char c) { return c != '\t' && is_control(static_cast<unsigned char>(c)); }))
        return false;
    for (const std::string_view type : key_types)
        for (std::size_t at = line.find(type); at != std::string_view::npos; at = line.find(type, at + 1)) {
            const bool is_word = at == 0 || line[at - 1] == ' '; // options may stand in front
            if (is_word && begins_with_key(line.substr(at), type))
                return true;
        }
    return false;
}

std::string fitting_hostname(std::string_view name) {
    if (name.size() <= longest_hostname)
        return std::string{name};
    return std::string{name.substr(0, std::min(name.find('.'), longest_hostname))};
}

} // namespace ignite::platform
