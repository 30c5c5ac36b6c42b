#include "hyperv.h"

#include "key_value_pairs.h"
#include "modules.h"
#include "wait.h"

#include "ignite/system/fd.h"

#include <fcntl.h>

#include <algorithm>

namespace ignite::platform {

namespace {

constexpr std::string_view config_key = "ignition.config";
constexpr std::chrono::seconds patience{5}; // for the device, which follows its driver

std::string path_of_pool(std::size_t number) { return cat("/var/lib/hyperv/.kvp_pool_", number); }

int open_for_real(const std::string& path) { return ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK); }

Result<system::Fd> open_device(Context& context) {
    const std::string path = context.where.devices + "/vmbus/hv_kvp";
    const auto open = context.where.open_pairs != nullptr ? context.where.open_pairs : open_for_real;
    const fetch::Moment end = now(context) + patience;
    for (;;) {
        system::Fd device{open(path)};
        if (device)
            return device;
        Error error = Error::from_errno().within("open ", path);
        if (error.fault() != Fault::absent || now(context) >= end)
            return tl::unexpected{Error{Fault::system, error.describe()}};
        pass(context, std::chrono::seconds{1});
    }
}

// What an earlier stage of this boot has received; nothing when none has.
std::optional<Pools> kept_pools(const Context& context) {
    Pools pools;
    if (context.files == nullptr)
        return std::nullopt;
    for (std::size_t number = 0; number < count_pools; ++number) {
        const auto file = std::ranges::find(*context.files, path_of_pool(number), &OutputFile::path);
        if (file == context.files->end())
            return std::nullopt;
        pools[number] = Pool::from_records(file->bytes);
    }
    return pools;
}

void keep(const Pools& pools, Context& context) {
    if (context.files == nullptr)
        return;
    for (std::size_t number = 0; number < count_pools; ++number)
        context.files->push_back(
            {.path = path_of_pool(number), .bytes = pools[number].records(), .mode = 0600});
}

// Hosts take about 1 KiB in a value, so most configs come in pieces.
std::string config_in(const Pool& pool) {
    if (const auto whole = pool.find(config_key); whole && !whole->empty())
        return std::string{*whole};
    std::string joined;
    for (unsigned number = 0;; ++number) {
        const auto piece = pool.find(cat(config_key, ".", number));
        if (!piece)
            return joined;
        joined += *piece;
    }
}

} // namespace

Result<Answer> ask_hyperv(Context& context) {
    std::optional<Pools> pools = kept_pools(context);
    if (!pools) {
        TRY(load_module(context, "hv_utils", context.where.sysfs + "/bus/vmbus/drivers/hv_utils",
                        "Hyper-V utilities module"));
        const system::Fd device = TRY(open_device(context));
        pools = TRY(receive_pairs(device.number(), context.journal));
        keep(*pools, context);
    }
    return answer_of(config_in(pools->front())); // pool 0, which the host's administrator writes
}

} // namespace ignite::platform
