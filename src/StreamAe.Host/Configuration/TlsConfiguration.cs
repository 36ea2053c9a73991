namespace StreamAe.Host.Configuration;

/// <summary>Mutual TLS between the processes of a cluster, from PEM files.</summary>
internal sealed record TlsConfiguration
{
    /// <summary>This process' certificate, then its intermediates. Required.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>Its private key. Required.</summary>
    public string Key { get; init; } = "";

    /// <summary>What the key is encrypted with; null where it is not. Default null.</summary>
    public SecretText? KeyPassword { get; init; }

    /// <summary>The root certificates that the others' certificates must lead to; no other root counts. Required.</summary>
    public string Ca { get; init; } = "";

    /// <summary>A DNS name that every certificate of the cluster must carry; null for any certificate of the roots. Default null.</summary>
    public string? PeerName { get; init; }
}
