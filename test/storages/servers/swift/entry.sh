#!/bin/sh
# Starts Swift with one account and its three stores, each of one device, without replicas.
set -e
mkdir -p /srv/node/device /var/cache/swift /run/swift
cd /etc/swift

cat > swift.conf <<'CONF'
[swift-hash]
swift_hash_path_suffix = suffix
swift_hash_path_prefix = prefix
CONF

# tempauth makes the S3 key id out of account and user: tester:tester.
cat > proxy-server.conf <<CONF
[DEFAULT]
bind_ip = 0.0.0.0
bind_port = 9560
workers = 0
user = swift
[pipeline:main]
pipeline = catch_errors listing_formats s3api tempauth copy slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
# The servers behind it share a busy machine with the tests.
conn_timeout = 30
node_timeout = 60
[filter:tempauth]
use = egg:swift#tempauth
user_tester_tester = $SECRET_KEY .admin
[filter:s3api]
use = egg:swift#s3api
location = $REGION
check_bucket_owner = false
max_bucket_listing = $KEYS_PER_PAGE
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
CONF

port=9560
for store in account container object; do
  port=$((port + 1))
  cat > "$store-server.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $port
workers = 0
user = swift
devices = /srv/node
mount_check = false
[pipeline:main]
pipeline = $store-server
[app:$store-server]
use = egg:swift#$store
CONF
  swift-ring-builder "$store.builder" create 4 1 1 > /dev/null
  swift-ring-builder "$store.builder" add "r1z1-127.0.0.1:$port/device" 1 > /dev/null
  swift-ring-builder "$store.builder" rebalance > /dev/null
done
chown -R swift:swift /srv/node /var/cache/swift /run/swift /etc/swift
for store in account container object; do
  "swift-$store-server" "/etc/swift/$store-server.conf" &
done
exec swift-proxy-server /etc/swift/proxy-server.conf
