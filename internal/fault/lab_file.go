package fault

// Mistakes in a lab file.
const (
	NoLabFile          Code = "KL1001"
	UnreadableFile     Code = "KL1002"
	NotText            Code = "KL1003"
	NotYAML            Code = "KL1004"
	BadAlias           Code = "KL1005"
	NotOneDocument     Code = "KL1006"
	UnknownKey         Code = "KL1010"
	DuplicateKey       Code = "KL1011"
	MissingKey         Code = "KL1012"
	EmptyValue         Code = "KL1013"
	WrongType          Code = "KL1014"
	UnknownValue       Code = "KL1015"
	OutOfBounds        Code = "KL1016"
	WrongForm          Code = "KL1017"
	ConflictingKeys    Code = "KL1020"
	Duplicate          Code = "KL1021"
	UnknownName        Code = "KL1022"
	Circle             Code = "KL1023"
	EvenMembers        Code = "KL1024"
	UnsupportedVersion Code = "KL1025"
	WrongRange         Code = "KL1026"
	OverlappingRanges  Code = "KL1027"
	WrongPort          Code = "KL1028"
	ReservedLabel      Code = "KL1029"
	EmptyProfile       Code = "KL1030"
	WrongManifest      Code = "KL1031"
	SecretInFile       Code = "KL1032"
	PasswordFile       Code = "KL1033"
	WrongChart         Code = "KL1034"
	CertificateFile    Code = "KL1035"
	WrongArchive       Code = "KL1036"
	OlderLab           Code = "KL1040"
)

// Doubts about a lab file, which are warnings.
const (
	UnusedKey      Code = "KL1101"
	SelectsNone    Code = "KL1102"
	WaitsForever   Code = "KL1103"
	InstalledByTwo Code = "KL1104"
	Unchecked      Code = "KL1105"
	MaybeTemplate  Code = "KL1106"
	OddCharacter   Code = "KL1107"
)

var labFile = Area{"The lab file", []Entry{
	{NoLabFile, "There is no lab file", "The command reads `lab.yaml` in the working directory, or the file that `-f` names, and it is not there.",
		"Go to the directory of the lab, name the file with `-f`, or write a first one with `kaaslab init`."},
	{UnreadableFile, "A file cannot be read", "The lab file is a directory, belongs to somebody else, or is larger than 2 MiB; or a manifest is larger than 16 MiB.",
		"Name a file that you may read. A fleet of equal clusters is one entry with `count`; long values belong into files that `manifests` names."},
	{NotText, "A file is not UTF-8 text", "The file was saved in another encoding, or holds control characters, which YAML does not allow.",
		"Save it as UTF-8 and remove the character at the place that the message names."},
	{NotYAML, "A file is not YAML", "The indentation does not fit, a quote or bracket is not closed, a tab indents a line, or a text with a colon stands without quotes.",
		"Look at the line that the message names and at the one before it: the parser often notices a mistake only there."},
	{BadAlias, "An alias cannot be resolved", "An alias (`*name`) has no anchor (`&name`) before it, stands inside of what it stands for, is merged without being a mapping, or stands for so much that nobody wants it.",
		"Put the anchor before the alias, or write the value out. A fleet of equal clusters is one entry with `count`."},
	{NotOneDocument, "A file is empty or holds more than one lab", "A lab file is exactly one YAML document.",
		"Put each lab into a file of its own and choose with `-f`. `kaaslab init` writes a file to start from."},
	{UnknownKey, "A key is not known here", "The key is misspelled, belongs to another level, or comes from another version of kaaslab. Keys are never ignored: a setting that silently does nothing is worse than an error.",
		"Take the key that the message proposes. `kaaslab explain workloadClusters` lists those of a level."},
	{DuplicateKey, "A key is there twice, or is no text", "YAML parsers disagree on which of two equal keys counts, so neither is taken. Keys are plain words before a colon.",
		"Keep one of them; the message names the line of the first."},
	{MissingKey, "A key is missing", "The key has no default, or another choice in the file makes it necessary.",
		"Set it. `kaaslab explain` with the path in the message shows what it means, with an example."},
	{EmptyValue, "A value is empty", "A key without a value is null in YAML, which could mean the default or nothing, so it is not taken.",
		"Give the key a value, or leave it out to get the default."},
	{WrongType, "A value is of the wrong kind", "A number was written where text is wanted, text where a number is wanted, a mapping where a list is wanted, or a word that only some parsers take for true or false.",
		"Write versions and label values in quotes, numbers without, and booleans as `true` or `false`. `kaaslab explain` with the path shows the type."},
	{UnknownValue, "A value is not one of those that there are", "The key takes one of a few words, and this is none of them.",
		"Take one of the words that the message lists."},
	{OutOfBounds, "A value is too small, too large or too long", "Kubernetes, Docker or kaaslab has a limit there; names of clusters, for example, become names of objects and hosts.",
		"Stay within the limit that the message names. `kaaslab explain` with the path shows all limits of a key."},
	{WrongForm, "A value does not have the form that it needs", "Names, versions, labels, addresses and links each have a form, and other programs would refuse this one later.",
		"Write it as the message says; `kaaslab explain` with the path has an example."},
	{ConflictingKeys, "Two settings exclude each other", "A key makes sense only with another choice elsewhere: with another provider, another infrastructure, without `count` or without a ClusterClass of your own. Or kaaslab decides by itself what the key should set.",
		"Keep one of the two; the message names the other, or says what to remove."},
	{Duplicate, "Something is there twice", "Two clusters, pools, profiles, releases or objects have the same name, so that one would overwrite the other.",
		"Rename or remove one of them. With `count`, the names that the entry makes count too: `edge` with `count: 2` is `edge-001` and `edge-002`."},
	{UnknownName, "A name refers to nothing", "`dependsOn` names a profile that the file does not have.",
		"Correct the name, or add what it refers to."},
	{Circle, "Profiles wait for each other", "The `dependsOn` of several profiles form a circle, so none could ever be installed.",
		"Remove one of the dependencies that the message lists."},
	{EvenMembers, "An even number of control plane nodes", "etcd decides by majority. Four members tolerate the loss of one just as three do, and have more that can fail.",
		"Choose an odd number: 1, 3 or 5."},
	{UnsupportedVersion, "A version does not fit", "The Cluster API of this kaaslab supports a range of Kubernetes versions for management and workload clusters, and the version is outside of it, or needs a newer Cluster API.",
		"Take a version from the range that the message names."},
	{WrongRange, "A range of addresses cannot be used", "It is no range such as `10.244.0.0/16`, does not begin at its first address, has not enough room for the nodes, or pods and services have addresses of other kinds (IPv4, IPv6).",
		"Write address and prefix length as the message says. Each node takes a /24 of the pod range, or a /64 of IPv6."},
	{OverlappingRanges, "Ranges of addresses overlap", "Pods, services, nodes and the management cluster's own network need ranges of their own, or packets go to the wrong place.",
		"Move one of the two that the message names."},
	{WrongPort, "A port cannot be published", "The entry of `ports` is not `[address:]host:container[/protocol]@nodes`, names a node that the cluster does not have, or takes a port of the host twice.",
		"Correct it as the message says, such as `8082:80@loadbalancer`."},
	{ReservedLabel, "A label belongs to kaaslab or Cluster API", "kaaslab recognises by these labels what belongs to a lab. Setting them by hand could make it touch what is not its own.",
		"Take a label with another prefix, or none."},
	{EmptyProfile, "A profile installs nothing or selects everything", "A profile without charts and manifests has no effect, and an empty selector would select every cluster of the management cluster, also those of others.",
		"Give it `helmCharts` or `manifests`, and a selector with a label that the clusters have."},
	{WrongManifest, "A manifest cannot be used", "A file that `manifests` names is not there, is not YAML, holds something that is no Kubernetes object, or an object that cannot be part of this lab.",
		"Correct the path, which is relative to the lab file, or the object that the message names. A cluster and what it needs are in its `namespace`, which is `default` unless the lab file says another."},
	{SecretInFile, "A secret stands in the lab file", "Lab files are kept in repositories and shown in plans, so a login that is part of an address would be seen by everybody.",
		"Take it out of the address, give the registry an entry of its own with `username`, and put the password into the file that `passwordFile` names."},
	{PasswordFile, "A file with a password cannot be used", "The file that `passwordFile` names is not there, is empty, or does not hold one line of text. What it holds is never shown.",
		"Correct the path, which is relative to the lab file, or write the password into the file, and nothing else."},
	{WrongChart, "A chart from disk cannot be installed", "The path is neither the directory of a Helm chart nor its archive (.tgz); its Chart.yaml or values.yaml is wrong; a chart that it depends on is not in it; a link leads out of it; or it is too large to travel in a ConfigMap.",
		"Try it with `helm lint`, fetch what it depends on with `helm dependency build`, and name in its `.helmignore` what it does not need."},
	{CertificateFile, "A file with certificates cannot be used", "The file that `certificateAuthorities` names is not there, has no certificate in PEM, or has more than certificates in it, such as a private key.",
		"Correct the path, which is relative to the lab file, or leave only what is between BEGIN CERTIFICATE and END CERTIFICATE."},
	{WrongArchive, "An archive of images cannot be used", "The file that `imageArchives` names is not there, is no archive of images or a compressed one, or Docker or a node does not take it.",
		"Write it with `kaaslab images --save`, `docker save` or `ctr images export`, for the platform of the nodes, and correct the path, which is relative to the lab file."},
	{OlderLab, "Nothing in the manifests of an older lab can be carried over", "`kaaslab init --from` looks for Cluster API objects and Sveltos profiles, and found none, or could not read a file.",
		"Name all the files of the older lab, one `--from` for each, or `-` for standard input."},
	{UnusedKey, "A setting has no effect (warning)", "With the provider or infrastructure that the file chooses, nothing uses the setting.",
		"Remove it, or change the choice. The file is valid as it is."},
	{SelectsNone, "A profile selects no cluster (warning)", "No cluster of the lab has the labels that its selector asks for, so it is installed nowhere.",
		"Compare `clusterSelector` with the `labels` of the clusters. The file is valid as it is."},
	{WaitsForever, "A profile waits for one that never comes (warning)", "It depends on a profile that does not select the same cluster, and Sveltos installs there only what its dependencies precede.",
		"Let both select the cluster, or remove the dependency. The file is valid as it is."},
	{InstalledByTwo, "Two profiles install the same release on a cluster (warning)", "Sveltos lets one of them have it; which one is not for the file to say.",
		"Rename one release, or make the selectors exclude each other. The file is valid as it is."},
	{Unchecked, "Something could not be checked (warning)", "The image of the management cluster does not say its Kubernetes version, or an object's name looks like that of a cluster that kaaslab makes itself.",
		"Look at what the message names. The file is valid as it is."},
	{MaybeTemplate, "Braces that Sveltos takes for a template (warning)", "A value of a Helm chart has `{{`. Sveltos fills in templates in values for each cluster before the chart sees them; what was meant for the chart, such as the text of an alert, then fails or is lost.",
		"Set `template` in the entry of the chart: `true` if it is a template of Sveltos, `false` if it is text for the chart. The file is valid as it is."},
	{OddCharacter, "A character that looks like another, or like nothing (warning)", "A text without quotes has a space that is none for YAML, a character that nobody sees, or begins or ends with a typographic quote or dash. Web pages and word processors put them there when text is copied.",
		"Write the plain character at the place that the message names, or put the text into quotes if it is meant. The file is valid as it is."},
}}
