package secret_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/secret"
)

const canary = "canary-1x"

var (
	pem    = base64.StdEncoding.EncodeToString([]byte("-----BEGIN CERTIFICATE-----\nMIIabcdefgh\n-----END CERTIFICATE-----\n"))
	docker = base64.StdEncoding.EncodeToString([]byte(`{"auths":{"r":{"auth":"Y2FuYXJ5OmNhbmFyeQ=="}}}`))
)

// secrets are values as people write them, in YAML.
var secrets = []string{
	"auth: {pass: canary-1x}", "apiKey: canary-1x", "accessKey: canary-1x", "access_key: canary-1x", "clientSecret: canary-1x",
	"client_secret: canary-1x", "dsn: canary-1x", "connectionString: postgres://u:canary-1x@h", "url: postgres://u:canary-1x@h/db",
	"url: redis://:canary-1x@h/db", "url: https://canary-1xtoken@github.com/x", "url: 'amqp://u:canary-1x@h'", "tls: {key: canary-1x}",
	"tls: {crt: canary-1x}", "tls.key: canary-1x", "headers: {Authorization: Bearer canary-1x}", "args: ['--token=canary-1x']",
	"args: ['--token','canary-1x']", "env: {K3S_TOKEN: canary-1x}", "env: ['K3S_TOKEN=canary-1x']", "env: [{name: PASSWORD, value: canary-1x}]",
	"env: [{name: PGPASSWORD, value: canary-1x}]", "env: [{name: MYSQL_PWD, value: canary-1x}]",
	"env: [{name: DATABASE_URL, value: canary-1x}]", "extraVars: [{key: DB_PASS, value: canary-1x}]",
	"set: [{parameter: adminPassword, value: canary-1x}]", "parameters: [{Name: adminPassword, Value: canary-1x}]",
	"variables: [{name: registryPassword, value: {nested: canary-1x}}]", "adminPassword: canary-1x", "pwd: canary-1x", "passwd: canary-1x",
	"userPass: canary-1x", "rootpw: canary-1x", "adminPw: canary-1x", "redispass: canary-1x", "credentials: canary-1x", "creds: canary-1x",
	"cred: canary-1x", "kubeconfig: canary-1x", "sessionKey: canary-1x", "secretKeyBase: canary-1x", "cookieSecret: canary-1x",
	"jwtKey: canary-1x", "webhookUrl: https://hooks.slack.com/services/T0/B0/canary-1x",
	"slackUrl: https://hooks.slack.com/services/T0/B0/canary-1x", "sasUrl: 'https://x.blob.core.windows.net/c?sv=1&sig=canary-1xabc'",
	"url: 'https://h/x?access_token=canary-1x'", "url: 'https://h/x?api_key=canary-1x'", "url: 'https://h/x?key=canary-1x'",
	"keyData: canary-1x", "ca: {key: canary-1x}", "caKey: canary-1x", "serverKey: canary-1x", "rsaKey: canary-1x", "hostKey: canary-1x",
	"deployKey: canary-1x", "sshPrivateKey: canary-1x", "aws_access_key_id: canary-1x", "AWS_SESSION_TOKEN: canary-1x",
	"storageAccountKey: canary-1x", "primaryKey: canary-1x", "fernetKey: canary-1x", "unsealKeys: [canary-1x]", "unsealKey: canary-1x",
	"recoveryKey: canary-1x", "encryption: {key: canary-1x}", "aesKey: canary-1x", "webserverSecretKey: canary-1x", "snmpCommunity: canary-1x",
	"bindPW: canary-1x", "bindPassword: canary-1x", "bindpw: canary-1x", "smtp: {auth: canary-1x}", "basicAuth: 'user:canary-1x'",
	"basic_auth: {username: u, password: canary-1x}", "htpasswd: 'u:$apr1$canary-1x'",
	"users: ['admin:$2y$10$canary-1xabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuv']", "licenseKey: canary-1x", "pat: canary-1x",
	"passPhrase: canary-1x", "pass-phrase: canary-1x", "mnemonic: canary-1x", "salt: canary-1x", "connection_string: canary-1x",
	"databaseUrl: canary-1x", "connection: 'Server=h;Database=d;User Id=u;Password=canary-1x;'",
	"connection: 'host=h user=u password=canary-1x'", "x: {password: 12345678}", "passwords: [canary-1x]", "tokens: {a: canary-1x}",
	"secrets: {a: canary-1x}", "secrets: [{name: a, value: canary-1x}]", "secret: {data: {a: canary-1x}}",
	"secret: {name: CANARYN, value: canary-1x}", "dockerconfigjson: " + docker, "anything: " + docker, "anything: " + pem,
	"x: |\n  password: canary-1x\n", "x: |\n  [db]\n  password = canary-1x\n", "x: 'export DB_PASSWORD=canary-1x'",
	"x: 'curl -u user:canary-1x https://h'", "x: 'mysql -pcanary-1x'", "x: 'sshpass -p canary-1x ssh'",
	"x: ghp_canary-1xabcdefghijklmnopqrstuvwxyz0123", "x: xoxb-1234567890-canary-1xabcdef", "x: AKIAIOSFODNN7EXAMPLE",
	"x: AIzaSycanary-1xabcdefghijklmnopqrstuvwx", "x: npm_canary-1xabcdefghijklmnopqrstuvwxyz0123", "x: hvs.canary-1xabcdefghijklmnopqrst",
	"x: dckr_pat_canary-1xabcdefghijkl", "x: SG.canary-1x.abcdefghij", "x: glsa_canary-1xabcdefghijklmnop", "x: ya29.canary-1xabcdefghijklmnop",
	"x: pypi-canary-1xabcdefghijklmnop", "x: sk_live_canary-1xabcdefghijkl", "x: 'AGE-SECRET-KEY-1CANARY1XABCDEFGH'", "x: ASIAIOSFODNN7EXAMPLE",
	"kind: Secret\nstringData: {colour: canary-1x}", "kind: List\nitems: [{kind: Secret, data: {a: canary-1x}}]", "Password: canary-1x",
	"PASSWORD: canary-1x", "Passwort: canary-1x", "apiToken: canary-1x", "api-key: canary-1x", "api key: canary-1x", "APIKey: canary-1x",
	"x-api-key: canary-1x", "appKey: canary-1x", "applicationKey: canary-1x", "integrationKey: canary-1x", "routingKey: canary-1x",
	"serviceKey: canary-1x", "ingestKey: canary-1x", "joinKey: canary-1x", "gossipKey: canary-1x", "gossip: {encryptionKey: canary-1x}",
	"writeKey: canary-1x", "datadog: {apiKey: canary-1x, appKey: canary-1x}", "preSharedKey: canary-1x", "psk: canary-1x",
	"wireguardKey: canary-1x", "erlangCookie: canary-1x", "cookie: canary-1x", "sessionCookie: canary-1x", "ssl: {keyPem: canary-1x}",
	"keyPEM: canary-1x", "pfx: canary-1x", "keytab: canary-1x", "netrc: 'machine h login u password canary-1x'", "gitCredentials: canary-1x",
	"bearer: canary-1x", "oauth2: {clientSecret: canary-1x}", "oidc: {secret: canary-1x}", "saml: {key: canary-1x}", "totp: canary-1x",
	"pinCode: canary-1x", "adminPin: canary-1x", "config: {auth: {token: canary-1x, tokenFile: /x}}",
	"passwordFile: /run/x\npassword: canary-1x", "tokenSecret: canary-1x", "secretHash: canary-1x", "passwordHash: canary-1x",
	"tokenURL: https://h/CANARY?token=canary-1x", "privateKeyPassphrase: canary-1x", "secretValue: canary-1x", "secretData: canary-1x",
	"secretString: canary-1x", "passwordOverride: canary-1x", "tokenId: canary-1x",
	"password: 'true story'", "x: " + base64.StdEncoding.EncodeToString([]byte("-----BEGIN RSA PRIVATE KEY-----\nabc")),
}

// speaking are values that only name, place, count or describe a secret, or have nothing to do with one.
var speaking = []string{
	"secretName: x", "tokenTTL: 1h", "keyboard: us", "passwordPolicy: {minLength: 8}", "imagePullSecrets: [x, y]",
	"imagePullSecrets: [{name: x}]", "existingSecret: my-secret", "existingSecretPasswordKey: password", "auth: {existingSecret: x}",
	"auth: {enabled: true}", "auth: {username: bob, enabled: true}", "authentication: {mode: rbac}", "secretKeyRef: {name: a, key: password}",
	"valueFrom: {secretKeyRef: {name: a, key: password}}", "env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: a, key: b}}}]",
	"passwordSecret: {name: a, key: b}", "passwordSecretName: x", "tokenExpirationSeconds: 3600", "keys: 5", "primaryKeyColumn: id",
	"tolerations: [{key: node-role, operator: Exists}]", "matchExpressions: [{key: app, operator: In, values: [a]}]",
	"topologyKey: kubernetes.io/hostname", "certManager: {enabled: true}", "certificates: {enabled: true}", "secrets: {create: true}",
	"secretsStore: {enabled: true}", "secretProviderClass: x", "externalSecrets: {enabled: true, replicas: 2}",
	"keycloak: {replicas: 2, host: x}", "keyspace: x", "monkey: x", "hotkey: x", "turkey: x", "passThrough: true", "compass: north",
	"bypass: on", "tokenizer: bert", "maxTokens: 4096", "max_tokens: 4096", "secretary: x", "author: bob", "authors: bob", "authority: h",
	"oauth: {enabled: true, host: h}", "certificateAuthority: {replicas: 2}", "serviceAccount: {name: x, automountServiceAccountToken: false}",
	"automountServiceAccountToken: false", "credentialsSecret: {name: x}", "existingSecretKey: key", "usePasswordFiles: true",
	"usePassword: true", "passwordAuthentication: no", "image: repo/secret-operator:v1", "repository: ghcr.io/x/token-service",
	"name: password-manager", "kind: Secret\nmetadata: {name: x}", "type: kubernetes.io/tls", "url: https://charts.example.com/x",
	"version: v1.2.3", "chart: sealed-secrets", "vault: {server: h}", "secretsOperator: {replicas: 3}", "tokenReview: true",
	"tokenReviewer: {replicas: 2}", "csrfToken: {enabled: true, length: 32}", "pin: {cpu: true}", "cookies: {secure: true, name: x}",
	"keepalive: 5", "publicKey: x", "caBundle: /etc/ssl", "tls: {enabled: true, secretName: x}", "tls: {hosts: [a]}",
	"tls: {certFile: /etc/x, keyFile: /x}", "ingress: {tls: [{secretName: x, hosts: [h]}]}", "certIssuer: letsencrypt", "issuerRef: {name: x}",
	"cert-manager.io/cluster-issuer: x", "privateKeyRotationPolicy: Always", "privateKey: {algorithm: RSA, size: 2048}",
	"privateKeySecretRef: {name: x}", "apiKeySecretRef: {name: x, key: y}", "apiTokenSecretRef: {name: x, key: y}", "passwordRef: {name: x}",
	"passwordMinLength: 8", "minPasswordLength: 8", "passwordComplexity: high",
	"args: ['--token-ttl=24h', '--service-account-key-file=/x', '--authorization-mode=RBAC,Node', '--authentication-token-webhook=true','--api-audiences=x','--feature-gates=LegacyServiceAccountTokenTracking=true']",
	"kubeadm: {certSANs: [a, b]}", "certSANs: [a]", "certificatesDir: /etc/x", "certificateValidityPeriodDays: 30",
	"caCertificateValidityPeriodDays: 30", "bootstrapTokens: [{ttl: 1h}]", "ttl: 24h0m0s",
	"discovery: {bootstrapToken: {caCertHashes: ['sha256:x']}}",
	"nodeRegistration: {kubeletExtraArgs: [{name: authentication-token-webhook, value: 'true'}]}",
	"extraArgs: [{name: service-account-key-file, value: /x}]", "extraArgs: [{name: authorization-mode, value: RBAC}]", "accessMode: x",
	"accessModes: [ReadWriteOnce]", "secretNamespace: x", "dataSource: x", "keyVault: {name: x}", "keyvaultName: x", "rotateKeys: true",
	"apiKeys: {enabled: true}", "tokenAuth: {enabled: true}", "authProxy: {replicas: 1}", "authPolicy: x", "credentialProvider: x",
	"dockerConfig: {path: /x}", "secretEngine: kv", "tokenLimit: 5", "tokenCount: 5", "tokenBudget: 10", "tokenExchange: {enabled: true}",
	"tokenEndpoint: https://h", "tokenIssuer: h", "csiSecret: {enabled: true}", "passwordReset: {enabled: true}", "forgotPassword: false",
	"persistence: {enabled: true}", "sessionAffinity: ClientIP", "keyPrefix: x", "kafka: {keySerializer: x}", "groupKey: x", "sortKey: created",
	"partitionKey: id", "labelKey: app", "nodeLabelKey: x", "annotationKey: x", "metricKey: x", "objectKey: x", "cacheKey: x", "foreignKey: x",
	"dedupKey: x", "idempotencyKey: x", "controlPlane: {a: b}", "passes: 3", "passing: true",
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

// TestSecretsAreHiddenAsPeopleWriteThem covers names in all spellings, what is beside a value, and shapes.
func TestSecretsAreHiddenAsPeopleWriteThem(t *testing.T) {
	for _, text := range secrets {
		value := decoded(t, text)
		if shown := fmt.Sprint(secret.Value(value)); !secret.Holds(value) || strings.Contains(strings.ToLower(shown), canary) {
			t.Errorf("%s shows as %s", text, shown)
		}
	}
}

// TestWhatOnlySpeaksOfSecretsIsShown: a plan that hides everything is of no use.
func TestWhatOnlySpeaksOfSecretsIsShown(t *testing.T) {
	for _, text := range speaking {
		if value := decoded(t, text); secret.Holds(value) {
			t.Errorf("%s shows as %v", text, secret.Value(value))
		}
	}
}
