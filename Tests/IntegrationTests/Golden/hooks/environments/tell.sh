#!/bin/sh
echo "$# arguments: $1, $2"
echo "$KEYTURN_ENVIRONMENT: $KEYTURN_IDENTITIES"
[ -e ../deploy/broken ] && exit 7
grep -h = ../deploy/dev/backend.env | head -1
echo told >> ../told
