// Package labtest gives Go tests a lab that runs: a management cluster with Cluster API and Sveltos, and workload clusters with the
// add-ons of a lab file, as processes on this machine, without Docker, images or internet.
//
//	func TestShop(t *testing.T) {
//		l := labtest.Start(t, labtest.File("lab.yaml"))
//		one := l.Cluster("one")
//		one.AwaitPods()
//		web, err := one.Client.AppsV1().Deployments("shop").Get(t.Context(), "web", metav1.GetOptions{})
//		if err != nil || *web.Spec.Replicas != 3 {
//			t.Errorf("web: %v, %v", web, err)
//		}
//	}
//
// The lab is one on an embedded management cluster. Its workload clusters are simulated unless the lab file says something else:
// their API servers, controllers and schedulers are real, and so is Sveltos; nodes and pods are simulated, so that pods become
// Running and no container runs.
//
// # What a test leaves behind
//
// Nothing. All files are in a directory for temporary files, kubeconfigs too: neither the home directory nor anybody's own
// kubeconfig is read or written. When the test ends, failed or not, the lab is destroyed. When the test binary is killed, or ends
// itself because of go test -timeout, the lab's processes are killed and its files are removed.
//
// # Failures
//
// What cannot be made ends the test with the reason: the place in a lab file that is wrong, or the message of the chart or
// manifest that could not be installed, with the cluster on which it could not. When a test has failed, how the lab stood at its end
// is in its log. A lab that waits without end is given up before go test would end the test binary.
//
// # Sharing
//
// A lab takes most of a minute to start. [Shared] lets several tests have one, and [Main] removes it after the last.
//
// # The program
//
// The management cluster is the program kaaslab-embedded of the same release, with kaaslab-sveltos beside it. It is the one that
// the option [Embedded] names, else the one that $KAASLAB_EMBEDDED names, else bin/kaaslab-embedded in the directory of the test or
// one above it, up to that of its go.mod, else the one in $PATH. Without it a test fails, unless [SkipWithoutProgram] says
// otherwise.
package labtest
