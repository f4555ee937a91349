package main

import "os"

// auditLog says what the administrator changed: tests look there for writes
// that should not be. The programs of the cluster itself do not count.
const (
	auditLog    = "/var/log/audit.log"
	auditPolicy = `{
  "apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"],
  "rules": [
    {"level": "None", "verbs": ["get", "list", "watch"]},
    {"level": "Metadata", "users": ["` + administrator + `"]},
    {"level": "None"}
  ]
}`
)

func writeAuditPolicy() error { return os.WriteFile(tlsFile("audit.json"), []byte(auditPolicy), 0o644) }

func auditArgs() []string {
	return []string{"--audit-policy-file=" + tlsFile("audit.json"), "--audit-log-path=" + auditLog}
}
