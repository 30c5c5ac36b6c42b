#include "drawn_config.h"

#include "ignite/core/text.h"

#include <array>
#include <span>

namespace ignite::config {

namespace {

using Texts = const char* const;

// What a member may hold: words that pass at most places, and some that do not.
struct Words {
    std::string_view key;
    std::span<const char* const> good;
    std::span<const char* const> bad;
};

Texts paths[] = {R"("/a")", R"("/b")", R"("/c/d")", R"("/e f")", R"("/g")", R"("/h/i/j")"};
Texts bad_paths[] = {R"("")",        R"("a")",    R"("/a/")",
                     R"("/a/../b")", R"("/a/x")", R"("/etc/systemd/system/x.service")"};
Texts devices[] = {R"("/dev/vda")", R"("/dev/vdb")", R"("/dev/disk/by-label/x")", R"("/dev/md/y")"};
Texts sources[] = {R"("data:,x")",    R"("data:;base64,eA==")", R"("http://h/x")", R"("https://h/y")",
                   R"("tftp://h/z")", R"("s3://b/k")",          R"("https://h/z")"};
Texts bad_sources[] = {R"("gs://b/k")", R"("arn:aws:s3:::b/k")", R"("file:///x")",
                       R"("data:x")",   R"("http://h/%zz")",     R"("")"};
Texts hashes[] = {
    R"("sha512-00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")"};
Texts bad_hashes[] = {R"("sha256-0000000000000000000000000000000000000000000000000000000000000000")",
                      R"("sha512-0")", R"("md5")"};
Texts compressions[] = {R"("gzip")", R"("")"};
Texts bad_compressions[] = {R"("xz")"};
Texts formats[] = {R"("ext4")", R"("xfs")", R"("btrfs")", R"("vfat")", R"("swap")"};
Texts bad_formats[] = {R"("none")", R"("virtiofs")", R"("zfs")", R"("")"};
Texts levels[] = {R"("raid1")", R"("mirror")", R"("5")", R"("raid10")"};
Texts bad_levels[] = {R"("linear")", R"("raid3")", R"("")"};
Texts labels[] = {R"("ROOT")", R"("data")", R"("x")", R"("y")", R"("z")"};
Texts bad_labels[] = {R"("a:b")",
                      R"("a label that is longer than the twelve bytes of xfs and the 47 of LUKS")"};
Texts guids[] = {R"("0FC63DAF-8483-4772-8E79-3D69D8477DE4")", R"("")"};
Texts bad_guids[] = {R"("1234")"};
Texts names[] = {R"("x.service")",  R"("y.timer")",     R"("z.mount")",
                 R"("e@.service")", R"("e@i.service")", R"("u.socket")"};
Texts bad_names[] = {R"("10.conf")", R"("a/b")", R"("")"};
Texts texts[] = {R"("[Unit]\nA=b\n")", R"("[Install]\nWantedBy=a.target\n")", R"("")"};
Texts bad_texts[] = {R"("[Unit")", R"("[Unit]\nx")"};
Texts urls[] = {R"("http://t")", R"("https://t:1/x")", R"("http://s")"};
Texts bad_urls[] = {R"("tftp://t")", R"("")", R"(":x")"};
Texts pins[] = {R"("tpm2")", R"("tang")", R"("sss")"};
Texts bad_pins[] = {R"("mine")", R"("")"};
Texts prints[] = {R"("p")", R"("q")"};
Texts nothing[] = {R"("")"};
Texts advertisements[] = {R"("{}")", R"("null")", R"("")"};
Texts bad_advertisements[] = {R"("{")"};

constexpr std::array table = {
    Words{"path", paths, bad_paths},
    Words{"target", paths, nothing},
    Words{"device", devices, bad_paths},
    Words{"devices", devices, bad_paths},
    Words{"source", sources, bad_sources},
    Words{"hash", hashes, bad_hashes},
    Words{"compression", compressions, bad_compressions},
    Words{"format", formats, bad_formats},
    Words{"level", levels, bad_levels},
    Words{"label", labels, bad_labels},
    Words{"guid", guids, bad_guids},
    Words{"typeGuid", guids, bad_guids},
    Words{"name", names, bad_names},
    Words{"contents", texts, bad_texts},
    Words{"url", urls, bad_urls},
    Words{"httpProxy", urls, bad_urls},
    Words{"httpsProxy", urls, bad_urls},
    Words{"pin", pins, bad_pins},
    Words{"thumbprint", prints, nothing},
    Words{"advertisement", advertisements, bad_advertisements},
};

} // namespace

std::string Chance::config(std::string_view version) {
    version_ = version;
    std::string out;
    object(out, config_fields, "");
    return out;
}

void Chance::object(std::string& out, Fields fields, std::string_view owner) {
    out += '{';
    bool first = true;
    for (const Field& field : fields) {
        if (!is_given(field.key, owner))
            continue;
        out += cat(first ? "" : ",", "\"", field.key, "\":");
        first = false;
        if (field.key == "version" && owner == "ignition")
            out += cat("\"", version_, "\"");
        else if (breaks())
            out += broken_value();
        else
            value(out, field, owner);
    }
    if (breaks())
        out += cat(first ? "" : ",", "\"unheard-of\":", broken_value());
    out += '}';
}

void Chance::value(std::string& out, const Field& field, std::string_view owner) {
    switch (field.kind) {
    case FieldKind::text:
    case FieldKind::optional_text:
        out += word(field.key, owner);
        return;
    case FieldKind::number:
    case FieldKind::optional_number:
        out += number(field.key);
        return;
    case FieldKind::optional_flag:
        out += once_in(2) ? "true" : "false";
        return;
    case FieldKind::texts:
    case FieldKind::objects:
        list(out, field, owner);
        return;
    case FieldKind::object:
        object(out, field.members, field.key);
        return;
    }
}

void Chance::list(std::string& out, const Field& field, std::string_view owner) {
    out += '[';
    const std::size_t count = below(4);
    for (std::size_t i = 0; i < count; ++i) {
        out += i == 0 ? "" : ",";
        if (field.kind == FieldKind::texts)
            out += word(field.key, owner);
        else
            object(out, field.members, field.key);
    }
    out += ']';
}

// What names an element is nearly always there.
bool Chance::is_given(std::string_view key, std::string_view owner) {
    if (key == "version" || key == "ignition" || (key == "value" && paths_ == Paths::one_list_each))
        return true;
    const bool is_name = key == "path" || key == "name" || key == "device" || key == "target" ||
                         key == "url" || key == "level" || key == "source" || key == "thumbprint" ||
                         key == "number";
    if (is_name && owner != "user" && owner != "group" && owner != "filesystems")
        return !once_in(40);
    return once_in(3);
}

std::string Chance::word(std::string_view key, std::string_view owner) {
    if (paths_ == Paths::one_list_each && (key == "path" || owner == "kernelArguments"))
        return cat("\"/", owner, key, "/", below(4), "\"");
    for (const Words& words : table)
        if (words.key == key)
            return once_in(25) ? words.bad[below(words.bad.size())] : words.good[below(words.good.size())];
    constexpr std::array any = {R"("a")", R"("b")", R"("c d")", R"("ä\u0000\"")", R"("")"};
    return any[below(any.size())];
}

std::string Chance::number(std::string_view key) {
    constexpr std::array modes = {"0", "420", "493", "511", "2541", "4095", "4096", "-1"};
    constexpr std::array any = {"0", "1", "2", "3", "10", "64", "-1", "9223372036854775807"};
    const std::size_t index = below(once_in(10) ? 8 : 5);
    return key == "mode" ? modes[index] : any[index];
}

std::string Chance::broken_value() {
    constexpr std::array values = {"null", "true", "0", "1.5", R"("x")", "[]", "{}", "[null]", "[{}]"};
    return values[below(values.size())];
}

} // namespace ignite::config
