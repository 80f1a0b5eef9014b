-- Reads on in sorted sets from behind a position: by score, and within the same score by the bytes of the member.
--
-- KEYS: the sorted sets, each read by itself.
-- ARGV: 'up' or 'down', how many at most from each, the lowest and the highest score, both inclusive, and, to read on, the
-- score and the member of the last one seen, which need not be there any more.
-- Answer: for each sorted set members and scores in turn.

local down = ARGV[1] == 'down'
local max = tonumber(ARGV[2])
local lowest, highest = ARGV[3], ARGV[4]
local last_score, last_member = ARGV[5], ARGV[6]

-- The operators of Lua compare by the server's locale.
local function is_before(one, other)
    for i = 1, math.min(#one, #other) do
        local x, y = one:byte(i), other:byte(i)
        if x ~= y then
            return x < y
        end
    end
    return #one < #other
end

-- How many entries lie before the position, and how many lie at it (0 or 1).
local function place(set)
    local from = redis.call('ZCOUNT', set, '-inf', '(' .. last_score)
    local to = from + redis.call('ZCOUNT', set, last_score, last_score)
    local ends = to
    while from < to do
        local middle = math.floor((from + to) / 2)
        if is_before(redis.call('ZRANGE', set, middle, middle)[1], last_member) then
            from = middle + 1
        else
            to = middle
        end
    end
    local there = from < ends and redis.call('ZRANGE', set, from, from)[1] == last_member
    return from, there and 1 or 0
end

local function read_on(set)
    local before, at = place(set)
    local found
    if down then
        local skipped = redis.call('ZCARD', set) - before
        found = redis.call('ZREVRANGE', set, skipped, skipped + max - 1, 'WITHSCORES')
    else
        found = redis.call('ZRANGE', set, before + at, before + at + max - 1, 'WITHSCORES')
    end
    local within = {}
    for i = 1, #found, 2 do
        local score = tonumber(found[i + 1])
        if score >= tonumber(lowest) and score <= tonumber(highest) then
            within[#within + 1] = found[i]
            within[#within + 1] = found[i + 1]
        end
    end
    return within
end

local answer = {}
for i, set in ipairs(KEYS) do
    if last_score then
        answer[i] = read_on(set)
    elseif down then
        answer[i] = redis.call('ZREVRANGEBYSCORE', set, highest, lowest, 'WITHSCORES', 'LIMIT', 0, max)
    else
        answer[i] = redis.call('ZRANGEBYSCORE', set, lowest, highest, 'WITHSCORES', 'LIMIT', 0, max)
    end
end
return answer
