package fault

// What is wrong with a command line.
const (
	UnknownCommand Code = "KL6001"
	UnknownFlag    Code = "KL6002"
	WrongFlag      Code = "KL6003"
	WrongArguments Code = "KL6004"
	UnknownCluster Code = "KL6005"
	NoKubeconfig   Code = "KL6006"
	FileExists     Code = "KL6007"
	UnknownField   Code = "KL6008"
	Output         Code = "KL6009"
	UnknownPage    Code = "KL6010"
	NoPage         Code = "KL6011"
	NotAdopted     Code = "KL6012"
	AnotherLab     Code = "KL6013"
	NotCollected   Code = "KL6014"
	NotBreakable   Code = "KL6015"
)

var commandLine = Area{"The command line", []Entry{
	{UnknownCommand, "There is no such command", "The word after `kaaslab` is no command.",
		"Take the command that the message proposes; `kaaslab help` lists them all."},
	{UnknownFlag, "There is no such flag", "The command has no flag of that name, or the flag belongs to another command.",
		"Take the flag that the message proposes; `kaaslab <command> --help` lists them all."},
	{WrongFlag, "A flag has a wrong value", "The flag takes another kind of value, one of a few words, or a name of a certain form.",
		"Give it a value as the message says."},
	{WrongArguments, "The arguments do not fit the command", "There are too many or too few of them, one is none of the words that the command takes, or two flags exclude each other.",
		"`kaaslab <command> --help` shows how it is used."},
	{UnknownCluster, "The lab has no such cluster", "The name is misspelled, or the cluster belongs to another lab file.",
		"Take one of the names that the message lists, or name the lab file with `-f`."},
	{NoKubeconfig, "A cluster has no kubeconfig yet", "kaaslab writes the file of a cluster when its API server is up, and this cluster was not that far, or was never made.",
		"Run `kaaslab apply`."},
	{FileExists, "The file is there already", "kaaslab does not overwrite what you wrote.",
		"Name another file, with `-f` for `kaaslab init` and with `-o` for `kaaslab diagnose`, or remove the old one."},
	{UnknownField, "There is nothing of that name to explain", "The lab file has no such field, or no error has such a code.",
		"Take the name that the message proposes. `kaaslab explain --recursive` lists all fields, `docs/errors.md` all codes."},
	{Output, "The result could not be written", "The disk is full, the directory is not there or not yours, or what should read the output has ended.",
		"Look at the place that the message names."},
	{UnknownPage, "The lab has no such page", "`kaaslab open` takes names of pages, which are the entries in `open` of the add-on profiles, and names of clusters.",
		"Take one of the pages that the message lists, or give the profile an entry in `open`."},
	{NoPage, "The page is on none of the clusters, or on several", "The profile of the page does not select the cluster, the cluster is simulated and runs no pods, or no cluster was named and several have the page.",
		"Name a cluster that the profile selects, or add `--all`."},
	{NotAdopted, "Something cannot be adopted or let go of", "`kaaslab adopt` found nothing that a lab file can name, or `kaaslab forget` was given something that was not adopted, or that a profile of the lab still selects.",
		"Do what the message says for each thing that it names."},
	{AnotherLab, "The lab file is now that of another lab", "While `kaaslab ui` showed a lab, its file got another `name`.",
		"Start `kaaslab ui` again, or give the file its old name back."},
	{NotCollected, "A part of the lab is not in the archive", "`kaaslab diagnose` takes what it can get, and this part could not be read.",
		"Nothing needs to be done for the rest of the archive. If the part matters, put right what the message says, and run `kaaslab diagnose` again."},
	{NotBreakable, "That cannot be broken on purpose", "`kaaslab break` breaks nodes, pods and API servers of simulated clusters that an embedded management cluster holds. Others are real, or have neither pods nor a real API; or what is to be broken is not there.",
		"Take one of the names that the message lists, or a cluster with `infrastructure: simulated`."},
}}
