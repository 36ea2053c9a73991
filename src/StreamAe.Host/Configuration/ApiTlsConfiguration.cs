namespace StreamAe.Host.Configuration;

/// <summary>HTTPS from PEM files.</summary>
internal sealed record ApiTlsConfiguration
{
    /// <summary>The server's certificate, then its intermediates. Required.</summary>
    public string Certificate { get; init; } = "";

    /// <summary>Its private key. Required.</summary>
    public string Key { get; init; } = "";

    /// <summary>What the key is encrypted with; null where it is not. Default null.</summary>
    public SecretText? KeyPassword { get; init; }
}
