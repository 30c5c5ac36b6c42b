#include "key_value_pairs.h"

#include <linux/hyperv.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace ignite::platform {

namespace {

constexpr std::size_t key_room = HV_KVP_EXCHANGE_MAX_KEY_SIZE;
constexpr std::size_t value_room = HV_KVP_EXCHANGE_MAX_VALUE_SIZE;
static_assert(count_pools == KVP_POOL_COUNT);

std::string_view until_nul(std::string_view field) { return field.substr(0, field.find('\0')); }

// Nothing came within the time.
bool is_silent(int device, std::chrono::milliseconds time, Result<void>& failed) {
    pollfd waits{.fd = device, .events = POLLIN, .revents = 0};
    for (;;) {
        const int ready = ::poll(&waits, 1, static_cast<int>(time.count()));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready < 0)
            failed = tl::unexpected{Error::from_errno().within("wait for pairs of the host")};
        return ready <= 0;
    }
}

Result<void> send(int device, const hv_kvp_msg& message) {
    if (::write(device, &message, sizeof message) != static_cast<ssize_t>(sizeof message))
        return tl::unexpected{Error::from_errno().within("answer the driver of the key-value pairs")};
    return {};
}

// Nothing: what poll saw is gone.
Result<std::optional<hv_kvp_msg>> next(int device) {
    hv_kvp_msg message{};
    const ssize_t got = ::read(device, &message, sizeof message);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return std::nullopt;
    if (got < 0)
        return tl::unexpected{Error::from_errno().within("read the key-value pairs")};
    if (got != static_cast<ssize_t>(sizeof message))
        return fail(Fault::system, "read the key-value pairs: a message of ", got, " bytes, not ",
                    sizeof message);
    return message;
}

// Sizes count the NUL at the end, so none of them is 0, and none may reach beyond its field.
bool take(const hv_kvp_msg& message, Pools& pools, journal::Journal& journal) {
    const hv_kvp_exchg_msg_value& pair = message.body.kvp_set.data;
    if (message.kvp_hdr.pool >= count_pools || pair.key_size == 0 || pair.key_size > key_room ||
        pair.value_size == 0 || pair.value_size > value_room) {
        journal.warning("the host sent a pair that breaks the protocol, going on without it");
        return false;
    }
    const std::string_view key{reinterpret_cast<const char*>(pair.key), pair.key_size - 1};
    const std::string_view value{reinterpret_cast<const char*>(pair.value), pair.value_size - 1};
    pools[message.kvp_hdr.pool].put(until_nul(key), until_nul(value));
    return true;
}

} // namespace

void Pool::put(std::string_view key, std::string_view value) {
    const auto found = std::ranges::find(pairs_, key, &std::pair<std::string, std::string>::first);
    if (found == pairs_.end())
        pairs_.emplace_back(key, value);
    else
        found->second = value;
}

std::optional<std::string_view> Pool::find(std::string_view key) const {
    const auto found = std::ranges::find(pairs_, key, &std::pair<std::string, std::string>::first);
    if (found == pairs_.end())
        return std::nullopt;
    return found->second;
}

std::string Pool::records() const {
    std::string records;
    for (const auto& [key, value] : pairs_) {
        records += key;
        records.append(key_room - key.size(), '\0');
        records += value;
        records.append(value_room - value.size(), '\0');
    }
    return records;
}

Pool Pool::from_records(std::string_view records) {
    Pool pool;
    for (; records.size() >= key_room + value_room; records.remove_prefix(key_room + value_room))
        pool.put(until_nul(records.substr(0, key_room)), until_nul(records.substr(key_room, value_room)));
    return pool;
}

Result<Pools> receive_pairs(int device, journal::Journal& journal, Silence silence) {
    hv_kvp_msg registration{};
    registration.kvp_hdr.operation = KVP_OP_REGISTER1;
    TRY(send(device, registration));
    Pools pools;
    bool is_confirmed = false;
    bool has_begun = false;
    Result<void> failed;
    while (!is_silent(device, has_begun ? silence.between : silence.before_the_first, failed)) {
        const std::optional<hv_kvp_msg> message = TRY(next(device));
        if (!message)
            continue;
        const int operation = message->kvp_hdr.operation;
        if (operation == KVP_OP_REGISTER1) { // the driver's confirmation, which wants no answer
            is_confirmed = true;
            continue;
        }
        const bool is_pair = operation == KVP_OP_SET;
        has_begun = has_begun || is_pair;
        hv_kvp_msg answer = *message;
        answer.error = is_pair && take(*message, pools, journal) ? HV_S_OK : static_cast<int>(HV_E_FAIL);
        TRY(send(device, answer));
    }
    TRY(std::move(failed));
    if (!is_confirmed)
        return fail(Fault::system, "the driver of the key-value pairs did not confirm the registration");
    return pools;
}

} // namespace ignite::platform
