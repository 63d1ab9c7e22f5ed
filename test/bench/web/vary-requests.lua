-- Has no request of a connection equal the one before: servers that know a request again gain nothing.

local COUNT = 997 -- more than there are connections, so that none comes by the same one again
local requests = {}
local last = 0

-- With the word "paced" after the URL, a connection rests for a millisecond after each answer.
function init(args)
  if args[1] == "paced" then
    function delay()
      return 1
    end
  end
  for number = 1, COUNT do
    wrk.headers["X-Number"] = string.format("%03d", number)
    requests[number] = wrk.format()
  end
end

function request()
  last = last % COUNT + 1
  return requests[last]
end
