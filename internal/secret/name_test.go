package secret_test

import (
	"testing"

	"github.com/kaaslab/kaaslab/internal/secret"
)

func TestName(t *testing.T) {
	for _, name := range []string{
		"token", "K3S_TOKEN", "k3d.cluster.token", "clientSecret", "db-password", "tls.key", "client-key-data", "auth", "apiKey",
		"certificateKey", "AWS_SECRET_ACCESS_KEY", ".dockerconfigjson",
	} {
		if !secret.Name(name) {
			t.Errorf("%q is taken for harmless", name)
		}
	}
	for _, name := range []string{
		"secretName", "dataSecretName", "tokenTTL", "imagePullSecrets", "secretRef", "service-account-key-file", "key", "topologyKey",
		"kind", "name", "authorization-mode", "caCertHashes", "passthrough",
	} {
		if secret.Name(name) {
			t.Errorf("%q is taken for a secret", name)
		}
	}
}
