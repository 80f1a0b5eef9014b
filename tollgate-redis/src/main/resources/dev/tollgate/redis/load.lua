-- Reads what groups are decided on: for each the account's row, its tickets and its usage, all as of one moment.
--
-- KEYS for each group: the shard's mark, the account's row, its usage, its tickets.
-- ARGV: the time ('' for the server's own), the number of groups; for each group the id of the store, the number of tickets,
-- the number of windows that are probably needed, and these.
-- Answer: the time, then for each group the account, the tickets, whether the usage is all there is, and the usage as windows
-- and sums in turn; or a text that says why it could not be read.

-- More than that is a long past: then only what is asked for is read.
local usage_rows_max = 32

local a, k = 0, 0

local function arg()
    a = a + 1
    return ARGV[a]
end

local function key()
    k = k + 1
    return KEYS[k]
end

local now = arg()
if now == '' then
    local time = redis.call('TIME')
    now = string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
end

local function usage_of(usage, asked)
    if asked == 0 and redis.call('HLEN', usage) <= usage_rows_max then
        return 1, redis.call('HGETALL', usage)
    end
    local found = {}
    for _ = 1, asked do
        local window = arg()
        found[#found + 1] = window
        found[#found + 1] = redis.call('HGET', usage, window)
    end
    return 0, found
end

local function group_of(id, tickets, asked)
    local mark, account, usage = key(), key(), key()
    if redis.call('GET', mark) ~= id then
        error('this shard is not part of the store any more: it was emptied, or made anew', 0)
    end
    local rows = {}
    for i = 1, tickets do
        rows[i] = redis.call('GET', key())
    end
    local row = redis.call('GET', account)
    local complete, sums = usage_of(usage, asked)
    return { row, rows, complete, sums }
end

local answer = { now }
for group = 1, tonumber(arg()) do
    local id, tickets, asked = arg(), tonumber(arg()), tonumber(arg())
    local last_arg, last_key = a + asked, k + 3 + tickets
    local ran, found = pcall(group_of, id, tickets, asked)
    if not ran and type(found) == 'table' then
        found = found.err
    end
    answer[group + 1] = found
    a, k = last_arg, last_key
end
return answer
