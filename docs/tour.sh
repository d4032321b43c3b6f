#!/usr/bin/env bash
# The five-minute tour of README.md, step by step, against a host in Development: bash docs/tour.sh [address]
# Needs curl and GNU date. Prints what it does and what comes back; stops at the first surprise.
set -euo pipefail
cd "$(dirname "$0")/.."
host=${1:-http://localhost:5080}
crm() { dotnet run --no-build --project src/Crm.Api -- "$@"; }
step() { printf '\n# %s\n' "$*"; }
sign_in() {
    curl -sf "$host/api/identity/sign-in" -H 'Content-Type: application/json' \
        -d "{\"userName\":\"$1\",\"password\":\"Crm-demo-2026!\"}" | text accessToken
}
get() { curl -sf -H "Authorization: Bearer $supervisor" -H 'Accept-Language: en' -H "Crm-Position: ${seen:-0}" "$host$1"; }
post() {
    curl -s -H "Authorization: Bearer ${3:-$supervisor}" -H 'Accept-Language: en' -H 'Content-Type: application/json' "$host$1" -d "$2" | tee /tmp/crm-answer; echo
    seen=$(number position </tmp/crm-answer)
}
# Single members of an answer; the first of that name.
text() { grep -oE "\"$1\":\"[^\"]*\"" | head -1 | cut -d'"' -f4; }
number() { grep -oE "\"$1\":[0-9]+" | head -1 | cut -d: -f2; }
money() { echo "{\"amount\":$1,\"currency\":\"COP\"}"; }
expect() { grep -q "$1" <<<"$2" || { echo "expected $1 in: $2"; exit 1; }; }

step 'Sign in'
supervisor=$(sign_in supervisor); admin=$(sign_in admin)
echo "supervisor's token: ${#supervisor} characters"

step 'Import a portfolio'
# Some rows are bad on purpose: they are reported, the good ones are in, and the exit code 3 says so.
crm import portfolio db/demo/portfolio.csv --campaign COBRANZA-CO --creditor Lineru --portfolio LINERU-2026 --cut-off 2026-10-31 || [ $? -eq 3 ]

step 'The tray'
row=$(get '/api/collections/trays/accounts?reference=LIN-2600037'); echo "$row" | cut -c1-400
account=$(text accountId <<<"$row"); debtor=$(text debtorId <<<"$row"); campaign=$(text campaignId <<<"$row"); today=$(text today <<<"$row")
other=$(get '/api/collections/trays/accounts?reference=LIN-2600074' | text accountId)
day() { date -u -d "$today $1 days" +%F; }

step 'Attempts: nobody answers, then he promises'
attempt() { post /api/collections/attempts "{\"debtorId\":\"$debtor\",\"campaignId\":\"$campaign\",\"channel\":\"phone\",\"direction\":\"outbound\",\"accounts\":[\"$account\"],\"disposition\":$1}"; }
attempt '"NO_ANSWER"'
attempt "\"PROMISE_TO_PAY\",\"amount\":$(money 100000),\"date\":\"$(day +3)\""

step 'A promise, and on another account an agreement in three installments'
post /api/collections/promises "{\"accountId\":\"$account\",\"amount\":$(money 100000),\"dueOn\":\"$(day +3)\"}"
promise=$(text id </tmp/crm-answer)
post /api/collections/agreements "{\"accountId\":\"$other\",\"agreed\":$(money 2775000),\"installments\":[
    {\"dueOn\":\"$(day +3)\",\"amount\":$(money 925000)},{\"dueOn\":\"$(day +33)\",\"amount\":$(money 925000)},{\"dueOn\":\"$(day +63)\",\"amount\":$(money 925000)}]}"
agreement=$(text id </tmp/crm-answer)

step 'Move the business clock until both lapse'
post /api/development/clock '{"days":10}' "$admin"

step 'Both are broken'
broken=$(get "/api/collections/promises/$promise"); echo "promise:   $(text outcome <<<"$broken")"; expect '"outcome":"broken"' "$broken"
broken=$(get "/api/collections/agreements/$agreement"); echo "agreement: $(text state <<<"$broken"), breaks: $(number breaks <<<"$broken")"; expect '"state":"broken"' "$broken"
expect "$account" "$(get '/api/collections/trays/broken-promises?limit=500')"
expect "$other" "$(get '/api/collections/trays/broken-agreements?limit=500')"

step 'Pay late'
pay() { # account, reference, amount
    post /api/collections/payments "{\"accountId\":\"$1\",\"provider\":\"PSE\",\"reference\":\"$2\",\"amount\":$(money "$3"),\"valueDate\":\"$(day +10)\"}"
    post "/api/collections/payments/$(text id </tmp/crm-answer)/confirm" ''
}
pay "$account" "TOUR-$RANDOM$RANDOM" 100000
pay "$other" "TOUR-$RANDOM$RANDOM" 925000

step 'Cured late and reinstated; the breaks stay'
cured=$(get "/api/collections/promises/$promise"); echo "promise:   $(text outcome <<<"$cured"), unmet on $(text unmetOn <<<"$cured")"; expect '"outcome":"curedLate"' "$cured"
again=$(get "/api/collections/agreements/$agreement"); echo "agreement: $(text state <<<"$again"), breaks: $(number breaks <<<"$again")"; expect '"state":"active"' "$again"
get "/api/collections/kpis/promisesKept?campaign=$campaign&from=$today&to=$(day +3)" | grep -oE '"total":\{.*"parts":\{[^}]*\}' | head -c 600; echo

step 'The account as it stood the day before the payment'
get "/api/streams/$account?at=$(day +9)T12:00:00Z" | grep -oE '"version":[0-9]+|"balance":\{[^}]*\}' | head -2

step 'Rebuild everything while the tray is read'
( while [ ! -e /tmp/crm-rebuilt ]; do get '/api/collections/trays/accounts?limit=1' >/dev/null || echo failed >>/tmp/crm-reads; echo read >>/tmp/crm-reads; done ) &
rm -f /tmp/crm-rebuilt /tmp/crm-reads; touch /tmp/crm-reads
crm projections rebuild --all
touch /tmp/crm-rebuilt; wait
echo "tray pages read meanwhile: $(grep -c read /tmp/crm-reads), failed: $(grep -c failed /tmp/crm-reads || true)"
rm -f /tmp/crm-rebuilt /tmp/crm-reads /tmp/crm-answer
