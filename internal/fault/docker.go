package fault

// What goes wrong with Docker and k3d.
const (
	NoDocker         Code = "KL4001"
	DockerPermission Code = "KL4002"
	DockerTooOld     Code = "KL4003"
	DockerWindows    Code = "KL4004"
	DockerContext    Code = "KL4005"
	DockerRequest    Code = "KL4006"
	NoFreeAddresses  Code = "KL4010"
	AddressTaken     Code = "KL4011"
	NetworkDiffers   Code = "KL4012"
	NotUnique        Code = "KL4013"
	OthersOnDocker   Code = "KL4014"
	StillInUse       Code = "KL4015"
	ImageMissing     Code = "KL4016"
	ContainersGone   Code = "KL4017"
	RemoteDocker     Code = "KL4018"
	OtherDocker      Code = "KL4019"
	K3dFailed        Code = "KL4020"
	K3dCannotChange  Code = "KL4021"
	ImagesUnread     Code = "KL4022"
	ImageDownload    Code = "KL4023"
)

var docker = Area{"Docker and k3d", []Entry{
	{NoDocker, "No Docker daemon answers", "Docker is not installed or not running, or is somewhere else than `DOCKER_HOST` or the Docker context says.",
		"Start Docker (`sudo systemctl start docker`, or Docker Desktop), or correct the address. Without Docker, `provider: embedded` makes a lab with simulated machines."},
	{DockerPermission, "The Docker daemon does not let you in", "Your user may not use the daemon's socket.",
		"Add the user to the group of the socket (`sudo usermod -aG docker $USER`) and log in again, or use rootless Docker. Whoever may use the socket is root on the machine."},
	{DockerTooOld, "The Docker daemon is too old", "k3d needs the API of Docker 20.10.",
		"Update Docker to 20.10 or newer."},
	{DockerWindows, "The Docker daemon runs Windows containers", "Nodes are Linux containers.",
		"Switch Docker Desktop to Linux containers."},
	{DockerContext, "The Docker context cannot be used", "The context that `DOCKER_CONTEXT` or the Docker configuration names is not there, has no Docker daemon, or cannot be read.",
		"`docker context ls` lists what is there; choose one with `docker context use`, or unset `DOCKER_CONTEXT`."},
	{DockerRequest, "Docker refused a request", "The daemon answered, and what was asked of it failed. The message ends with the daemon's words.",
		"Put right what the daemon says, and run the same command again."},
	{NoFreeAddresses, "No addresses are free", "All private subnets are in use by the host's routes and Docker's networks, or a network has no address left.",
		"Set `peering.subnet` to a range that may be used, or remove networks that nobody needs (`docker network prune`)."},
	{AddressTaken, "Another container has taken an address", "Nodes keep their addresses over restarts, and another container got one of them meanwhile.",
		"Stop or disconnect that container with the command in the message, and apply again."},
	{NetworkDiffers, "A network differs from the lab file", "The network is there with other settings, or has none that kaaslab can use, and belongs to somebody else.",
		"Make the lab file fit it, or remove the network if nobody needs it."},
	{NotUnique, "Several networks have the same name", "Docker allows networks of the same name, and nobody can know which one is meant.",
		"Remove the wrong ones by ID, as the message says."},
	{OthersOnDocker, "A container, network or volume belongs to somebody else", "Something on Docker has the name that the lab needs and belongs to another lab or to nobody kaaslab knows.",
		"Choose another name in the lab file, or remove what is there if it is not needed."},
	{StillInUse, "Something is still in use", "Containers that are not the lab's are connected to a network or mount a volume, or a profile that stays installs what would go. kaaslab does not cut others off.",
		"Disconnect or remove what the message names, and give the command again."},
	{ImageMissing, "An image cannot be had", "It is not on this machine, and the registry did not give it: no internet, a misspelled name, or no permission.",
		"Correct its name in the lab file, give its registry an entry with a login in `registries`, or load it with `docker load` where there is no registry. A registry that wants no more requests today takes more from those who log in."},
	{ContainersGone, "Containers of a cluster are gone", "Somebody removed containers of the lab while it was used, or they stopped by themselves.",
		"Apply again: Cluster API makes machines anew. If the management cluster itself is gone, destroy and apply."},
	{RemoteDocker, "k3d needs a Docker daemon on this machine", "`DOCKER_HOST` or the Docker context names a daemon on another machine. A k3d cluster publishes its API server on the loopback address of that machine, where kaaslab does not reach it.",
		"Run kaaslab on that machine, or use a daemon here: unset `DOCKER_HOST`, or `docker context use default`. `kaaslab destroy` works from here all the same."},
	{OtherDocker, "The lab is on another Docker daemon", "`DOCKER_HOST` or the Docker context names another daemon than the one that has the lab's containers: the lab made something there, or its existing management cluster makes containers there. What is on a daemon that is not asked is not gone.",
		"Set `DOCKER_HOST` to the daemon that the message names, or to that which the management cluster's Docker provider uses."},
	{K3dFailed, "k3d failed", "The library that makes the management cluster gave up. The message has its words.",
		"Put right what it says, and apply again. `docker logs` of the containers named `k3d-<name>-...` often tells more."},
	{K3dCannotChange, "k3d cannot change this in a cluster", "Part of the management cluster is gone, or a setting changed that k3d sets only when it makes a cluster.",
		"Undo the change, or make the cluster anew with `kaaslab destroy` and `kaaslab apply`."},
	{ImagesUnread, "The list of images is not complete", "`kaaslab images` reads component manifests and charts to know what they name, and some could not be read: without internet, or with a name that is not there. The list has the rest.",
		"Correct the name, or try again. Without internet, name copies in the lab file: `clusterAPI.repository`, `sveltos.chart`, charts from disk."},
	{ImageDownload, "An image cannot be downloaded", "`kaaslab images --save` downloads images from their registries, and one of them does not give an image: it has none of that name, wants a login, or could not be reached. The message names the image and who asks for it.",
		"Correct the name, log in with `docker login` and add `--docker-login`, or name a copy with `--from`. What was downloaded is kept, and the same command goes on from there."},
}}
