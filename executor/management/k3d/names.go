package k3d

import (
	"strconv"

	"github.com/kaaslab/kaaslab/planner"
)

// What k3d calls the things of a cluster. kaaslab uses the same names, so that k3d's own commands know them.
const (
	labelApp     = "app"
	labelCluster = "k3d.cluster"
	labelRole    = "k3d.role"
	labelAPIPort = "k3d.server.api.port"
	labelAddress = "k3d.node.staticIP"

	app        = "k3d"
	roleServer = "server"
	roleAgent  = "agent"
)

// labelWanted is the attributes that a cluster was made with, as JSON, on its network: it is made first, and of a cluster
// that is half made nothing else tells what it was to be.
const labelWanted = "kaaslab.dev/management-cluster"

// labelSettings is the settings that a cluster was made with, as the lab file writes them, on its nodes.
const labelSettings = "kaaslab.dev/settings"

func ownLabel(lab string) string { return planner.LabLabel + "=" + lab }

func networkName(cluster string) string { return "k3d-" + cluster }

func volumeName(cluster string) string { return "k3d-" + cluster + "-images" }

func nodeName(cluster, role string, i int) string {
	return "k3d-" + cluster + "-" + role + "-" + strconv.Itoa(i)
}

func balancerName(cluster string) string { return "k3d-" + cluster + "-serverlb" }

// loopback is where the API server is published. It is never another address: who reaches it may do everything.
const loopback = "127.0.0.1"
