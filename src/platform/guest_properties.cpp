#include "guest_properties.h"

#include <fcntl.h>
#include <linux/vbox_err.h>
#include <linux/vbox_vmmdev_types.h>
#include <linux/vboxguest.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <span>
#include <string_view>

namespace ignite::platform {

namespace {

using Parameter = vmmdev_hgcm_function_parameter;

constexpr std::string_view service = "VBoxGuestPropSvc";
constexpr std::uint32_t get_property = 1;
constexpr std::uint32_t delete_property = 4;
constexpr std::size_t most_parameters = 4;
constexpr std::uint32_t largest_value = 64U * 1024 * 1024; // bytes; hosts allow 128 KiB

// Sizes in and out count the header too.
vbg_ioctl_hdr header(std::size_t in, std::size_t out) {
    return {.size_in = static_cast<__u32>(in),
            .version = VBG_IOCTL_HDR_VERSION,
            .type = VBG_IOCTL_HDR_TYPE_DEFAULT,
            .rc = VERR_INTERNAL_ERROR,
            .size_out = static_cast<__u32>(out),
            .reserved = 0};
}

// The host's answer, which is not the kernel's. 0 and more: done.
Result<int> ask(int device, unsigned long request, void* packet) {
    if (::ioctl(device, request, packet) < 0)
        return tl::unexpected{Error::from_errno().within("ask the host")};
    return static_cast<vbg_ioctl_hdr*>(packet)->rc;
}

Result<void> ask_and_expect(int device, unsigned long request, void* packet) {
    if (const int answer = TRY(ask(device, request, packet)); answer < 0)
        return fail(Fault::system, "the host answered ", answer);
    return {};
}

Parameter text(const std::string& words) {
    Parameter parameter{};
    parameter.type = VMMDEV_HGCM_PARM_TYPE_LINADDR_IN;
    parameter.u.pointer.size = static_cast<__u32>(words.size() + 1); // the host wants the NUL as well
    parameter.u.pointer.u.linear_addr = reinterpret_cast<std::uintptr_t>(words.c_str());
    return parameter;
}

Parameter room(std::string& bytes) {
    Parameter parameter{};
    parameter.type = VMMDEV_HGCM_PARM_TYPE_LINADDR_OUT;
    parameter.u.pointer.size = static_cast<__u32>(bytes.size());
    parameter.u.pointer.u.linear_addr = reinterpret_cast<std::uintptr_t>(bytes.data());
    return parameter;
}

Parameter number(vmmdev_hgcm_function_parameter_type type) {
    Parameter parameter{};
    parameter.type = type;
    return parameter;
}

// What the host writes into the parameters is in them afterwards.
Result<int> call(int device, std::uint32_t client, std::uint32_t function, std::span<Parameter> parameters) {
    struct {
        vbg_ioctl_hgcm_call head;
        Parameter parameters[most_parameters];
    } packet{};
    const std::size_t size = sizeof packet.head + parameters.size_bytes();
    packet.head.hdr = header(size, size);
    packet.head.client_id = client;
    packet.head.function = function;
    packet.head.timeout_ms = 30'000;
    packet.head.parm_count = static_cast<__u16>(parameters.size());
    std::ranges::copy(parameters, packet.parameters);
    const int answer = TRY(ask(device, VBG_IOCTL_HGCM_CALL(size), &packet));
    std::copy_n(packet.parameters, parameters.size(), parameters.begin());
    return answer;
}

Result<std::uint32_t> connect(int device) {
    vbg_ioctl_hgcm_connect packet{};
    packet.hdr = header(sizeof packet.hdr + sizeof packet.u.in, sizeof packet.hdr + sizeof packet.u.out);
    packet.u.in.loc.type = VMMDEV_HGCM_LOC_LOCALHOST_EXISTING;
    std::ranges::copy(service, packet.u.in.loc.u.localhost.service_name);
    TRY(ask_and_expect(device, VBG_IOCTL_HGCM_CONNECT, &packet));
    return packet.u.out.client_id;
}

} // namespace

Result<GuestProperties> GuestProperties::open(const std::string& device) {
    system::Fd file{::open(device.c_str(), O_RDWR | O_CLOEXEC)};
    if (!file)
        return tl::unexpected{
            Error::from_errno().within("open ", device, " (is the driver vboxguest loaded?)")};
    vbg_ioctl_driver_version_info version{};
    version.hdr = header(sizeof version.hdr + sizeof version.u.in, sizeof version.hdr + sizeof version.u.out);
    version.u.in.req_version = VBG_IOC_VERSION;
    version.u.in.min_version = VBG_IOC_VERSION;
    TRY(ask_and_expect(file.number(), VBG_IOCTL_DRIVER_VERSION_INFO, &version)
            .map_error(within("learn the version of the driver vboxguest")));
    const std::uint32_t client =
        TRY(connect(file.number()).map_error(within("connect to the host's service ", service)));
    return GuestProperties{std::move(file), client};
}

GuestProperties::~GuestProperties() {
    if (!device_)
        return;
    vbg_ioctl_hgcm_disconnect packet{};
    packet.hdr = header(sizeof packet.hdr + sizeof packet.u.in, sizeof packet.hdr);
    packet.u.in.client_id = client_;
    (void)::ioctl(device_.number(), VBG_IOCTL_HGCM_DISCONNECT, &packet); // closing the device does it too
}

Result<std::optional<std::string>> GuestProperties::get(const std::string& name) const {
    std::string value(1, '\0');
    for (;;) { // until it has stopped growing
        Parameter parameters[] = {text(name), room(value), number(VMMDEV_HGCM_PARM_TYPE_64BIT),
                                  number(VMMDEV_HGCM_PARM_TYPE_32BIT)};
        const int answer = TRY(call(device_.number(), client_, get_property, parameters)
                                   .map_error(within("read guest property ", name)));
        if (answer == VERR_NOT_FOUND)
            return std::nullopt;
        const std::uint32_t needed = parameters[3].u.value32;
        if (answer == VERR_BUFFER_OVERFLOW && needed > value.size() && needed <= largest_value) {
            value.assign(needed, '\0');
            continue;
        }
        if (answer < 0)
            return fail(Fault::system, "read guest property ", name, ": the host answered ", answer);
        // "data NUL flags NUL"
        value.resize(std::min(value.find('\0'), value.size()));
        return value;
    }
}

Result<void> GuestProperties::remove(const std::string& name) const {
    Parameter parameters[] = {text(name)};
    const int answer = TRY(call(device_.number(), client_, delete_property, parameters)
                               .map_error(within("delete guest property ", name)));
    if (answer == VERR_PERMISSION_DENIED)
        return fail(Fault::refused, "the host lets no guest change property ", name);
    if (answer < 0 && answer != VERR_NOT_FOUND)
        return fail(Fault::system, "delete guest property ", name, ": the host answered ", answer);
    return {};
}

} // namespace ignite::platform
