#include "virtualbox.h"

#include "guest_properties.h"

namespace ignite::platform {

namespace {

const std::string config_property = "/Ignition/Config";
const std::string encoding_property = "/Ignition/Config/Encoding"; // reserved: nobody may set it yet

Result<GuestProperties> properties(Context& context) {
    return GuestProperties::open(context.where.devices + "/vboxguest");
}

} // namespace

Result<Answer> ask_virtualbox(Context& context) {
    const GuestProperties host = TRY(properties(context));
    const std::optional<std::string> encoding = TRY(host.get(encoding_property));
    if (encoding && !encoding->empty())
        return fail(Fault::config, "guest property ", encoding_property, " is \"", *encoding,
                    "\", and no encoding is known");
    std::optional<std::string> config = TRY(host.get(config_property));
    return answer_of(std::move(config).value_or(""));
}

Result<void> erase_virtualbox(Context& context) {
    const GuestProperties host = TRY(properties(context));
    TRY(host.remove(encoding_property));
    return host.remove(config_property);
}

} // namespace ignite::platform
