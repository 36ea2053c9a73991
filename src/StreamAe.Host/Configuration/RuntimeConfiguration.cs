namespace StreamAe.Host.Configuration;

/// <summary>How monitors are run. Nothing here changes a verdict, but for <see cref="Training"/>.</summary>
internal sealed record RuntimeConfiguration
{
    /// <summary>The word for this machine's own host name.</summary>
    public const string OwnAddress = "auto";

    /// <summary>Default local.</summary>
    public RuntimeKind Kind { get; init; }

    /// <summary>Loops a monitor that share its entities; null for the number of processors. Default null; 1 to 1,024.</summary>
    public int? Shards { get; init; }

    /// <summary>Most observations taken from a source at once. Default 4,096; 1 to 1,048,576 rows. Raising it batches better and lengthens the
    /// time to a verdict.</summary>
    public int PollRows { get; init; } = 4096;

    /// <summary>Polls of a monitor that may be under way. Default 32; 2 to 4,096. Raising it takes memory and bridges longer pauses of the disk.</summary>
    public int PollsInFlight { get; init; } = 32;

    /// <summary>Most memory for entities, in bytes; idle ones leave it and come back with their next event. Null for no bound. Default null; 16 MiB to
    /// 16 TiB. Raising it saves reading them again.</summary>
    public long? Memory { get; init; }

    /// <summary>Default auto.</summary>
    public TrainingPlace Training { get; init; }

    /// <summary>Most of one processor core that background trainings take on average, all monitors together. Default 1; 0.01 to 1. Raising it has
    /// models sooner and leaves less for scoring.</summary>
    public double TrainingShare { get; init; } = 1;

    /// <summary>The cluster's name: processes of one name and one database are one cluster. Default streamae; letters, digits, '.', '_' and '-', at most
    /// 100 characters.</summary>
    public string Cluster { get; init; } = "streamae";

    /// <summary>Where the cluster's other processes reach this one: an IP address or a host name; auto is this machine's own host name. Default 127.0.0.1; at most 255 characters.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port they reach it at; null for a free one. Default null; 1 to 65,535.</summary>
    public int? Port { get; init; }

    /// <summary>Encrypts what the cluster's processes say to each other, and lets none in without a certificate; null for neither. Default null.</summary>
    public TlsConfiguration? Tls { get; init; }
}
