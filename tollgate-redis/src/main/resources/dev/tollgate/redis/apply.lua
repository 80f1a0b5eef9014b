-- Writes the groups of a batch, each whole or not at all, if and only if nothing that it was decided on has moved.
--
-- The program decides, this script compares and writes. It never computes with versions, amounts or sums: numbers are doubles
-- here, exact only up to 2^53, so they come and go as texts. Times are computed with; they are far below.
--
-- Redis does not take back what a script wrote before it failed. So everything that can fail comes first: all checks of all
-- groups, among them one look at each key that will be written, which fails if the key holds another type. The first write of
-- all is the one that the server refuses when it is out of memory, read-only or cannot persist; it is refused alone, nothing
-- is written, and the server does not ask these questions again within the script.
--
-- KEYS and ARGV are read from left to right. All keys are declared, also those that are only looked at: in a slot that is
-- being moved to another node an undeclared key would look absent.
--
-- ARGV: the time ('' for the server's own), the number of groups; the checks of each group; the writes of each group.
-- Answer: the time, then for each group 1 (written), 0 (something moved), or why it was refused; '!' before that text means
-- that the group is written in part.

-- Redis 6.2 otherwise replicates the script itself, which would then ask another clock. Newer ones do this anyway.
if redis.replicate_commands then
    redis.replicate_commands()
end

local a, k = 0, 0

local function arg()
    a = a + 1
    return ARGV[a]
end

local function number()
    return tonumber(arg())
end

local function key()
    k = k + 1
    return KEYS[k]
end

local function keys(count)
    k = k + count
    return unpack(KEYS, k - count + 1, k)
end

local function args(count)
    a = a + count
    return unpack(ARGV, a - count + 1, a)
end

local function text(problem)
    if type(problem) == 'table' then
        problem = problem.err or 'failed'
    end
    return tostring(problem)
end

local now = arg()
if now == '' then
    local time = redis.call('TIME')
    now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
else
    now = tonumber(now)
end

local checks = {
    -- A row is there in this version: its first line.
    is = function()
        local row, version = key(), arg() .. '\n'
        return redis.call('GETRANGE', row, 0, #version - 1) == version
    end,
    -- None of these rows is there.
    none = function()
        return redis.call('EXISTS', keys(number())) == 0
    end,
    -- This shard is still part of the store that was opened, and has not been emptied meanwhile.
    store = function()
        if redis.call('GET', key()) ~= arg() then
            error('this shard is not part of the store any more: it was emptied, or made anew', 0)
        end
        return true
    end,
    hash = function()
        redis.call('HLEN', key())
        return true
    end,
    zset = function()
        redis.call('ZCARD', key())
        return true
    end,
}

local function holds()
    -- Not before the time it was decided at either: on what is remembered, that time is an estimate.
    local since, valid_until, count = number(), number(), number()
    local all = now >= since and now < valid_until
    for _ = 1, count do
        -- Each check is run, so that each guard is looked at.
        all = checks[arg()]() and all
    end
    return all
end

local dirty = false

local function write(...)
    if dirty then
        return redis.call(...)
    end
    local reply = redis.pcall(...)
    if type(reply) == 'table' and reply.err then
        error(reply.err, 0)
    end
    dirty = true
    return reply
end

local writes = {
    rows = function()
        local pairs = {}
        for i = 1, number() do
            pairs[2 * i - 1] = key()
            pairs[2 * i] = arg()
        end
        write('MSET', unpack(pairs))
    end,
    usage = function()
        local usage, windows = key(), key()
        for _ = 1, number() do
            local window, start, sums = args(3)
            if write('HSET', usage, window, sums) == 1 then
                write('ZADD', windows, start, window)
            end
        end
    end,
    add = function()
        write('ZADD', key(), args(2 * number()))
    end,
    drop = function()
        write('ZREM', key(), args(number()))
    end,
    gone = function()
        write('DEL', keys(number()))
    end,
    -- An account without a row and without tickets need not be known.
    tidy = function()
        local tickets, others, account = key(), key(), arg()
        if redis.call('ZCARD', tickets) == 0 then
            write('ZREM', others, account)
        end
    end,
}

local groups = number()
local results = { string.format('%.0f', now) }

for group = 1, groups do
    local last_arg, last_key = number(), number()
    local ran, answer = pcall(holds)
    if ran then
        results[group + 1] = answer and 1 or 0
    else
        results[group + 1] = text(answer)
    end
    a, k = last_arg, last_key
end

local torn = false

for group = 1, groups do
    local last_arg, last_key = number(), number()
    if results[group + 1] == 1 then
        if torn then
            results[group + 1] = 'not tried after a group before it failed'
        else
            local ran, problem = pcall(function()
                for _ = 1, number() do
                    writes[arg()]()
                end
            end)
            if not ran then
                torn = dirty
                results[group + 1] = (dirty and '!' or '') .. text(problem)
            end
        end
    end
    a, k = last_arg, last_key
end

return results
