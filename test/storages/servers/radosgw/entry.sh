#!/bin/sh
# Starts radosgw with one user. Its data is gone with the container.
set -e
mkdir -p /rgw/db /rgw/data
cat > /rgw/ceph.conf <<'CONF'
[global]
auth supported = none
auth cluster required = none
auth service required = none
auth client required = none
mon host = 127.0.0.1
log file = /rgw/rgw.log
run dir = /rgw
admin socket = /rgw/asok
rgw backend store = dbstore
rgw config store = dbstore
dbstore db dir = /rgw/db
dbstore config uri = file:/rgw/db/config.db
rgw data = /rgw/data
rgw frontends = beast port=9250
CONF
# Without --no-mon-config both look for the monitors of a cluster, for five minutes.
radosgw-admin --conf /rgw/ceph.conf --no-mon-config user create --uid tester --display-name tester \
  --access-key "$ACCESS_KEY" --secret-key "$SECRET_KEY" > /dev/null
exec radosgw --conf /rgw/ceph.conf --no-mon-config --rgw-max-listing-results "$KEYS_PER_PAGE" \
  -f -n client.admin
