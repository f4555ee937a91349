// Package conformance runs upstream's own conformance tests against a simulated
// cluster: those of the API's machinery that need no container. It is a module
// of its own, since they link the kubelet.
package conformance

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"
	_ "k8s.io/kubernetes/test/e2e/apimachinery" // what is run
	"k8s.io/kubernetes/test/e2e/framework"
	e2econfig "k8s.io/kubernetes/test/e2e/framework/config"
	_ "k8s.io/kubernetes/test/e2e/instrumentation" // the API of events
)

// Kubeconfig is the environment variable with the path of a simulated cluster's
// kubeconfig.
const Kubeconfig = "KAASLAB_CONFORMANCE_KUBECONFIG"

// beyond are conformance tests that a simulated cluster cannot pass, by a part
// of their names, and why.
var beyond = map[string]string{
	`AdmissionWebhook .* (listing|patching/updating|should be able to deny|should deny|should honor|should mutate|should not be able|should unconditionally)`: "a pod would have to answer",
	`Aggregator Should be able to support the 1\.17 Sample API Server`:                                                                                        "a pod would have to answer",
	`CustomResourceConversionWebhook`: "a pod would have to answer",
	`API priority and fairness`:       "the API is not served",
	`compacted away`:                  "it waits for minutes until the store is compacted",
}

func TestMain(m *testing.M) {
	e2econfig.CopyFlags(e2econfig.Flags, flag.CommandLine)
	framework.RegisterCommonFlags(flag.CommandLine)
	framework.RegisterClusterFlags(flag.CommandLine)
	flag.Parse()
	os.Exit(m.Run())
}

func TestConformance(t *testing.T) {
	kubeconfig := os.Getenv(Kubeconfig)
	if kubeconfig == "" {
		t.Skip(Kubeconfig + " is not set: make conformance sets it")
	}
	framework.TestContext.KubeConfig = kubeconfig
	framework.AfterReadingAllFlags(&framework.TestContext)
	gomega.RegisterFailHandler(framework.Fail)
	suite, reporter := ginkgo.GinkgoConfiguration()
	if len(suite.FocusStrings) == 0 {
		suite.FocusStrings = []string{`\[sig-(api-machinery|instrumentation)\].*\[Conformance\]`}
	}
	var skipped []string
	for name := range beyond {
		skipped = append(skipped, name)
	}
	suite.SkipStrings = append(suite.SkipStrings, strings.Join(skipped, "|"))
	ginkgo.RunSpecs(t, "conformance of the API", suite, reporter)
}
