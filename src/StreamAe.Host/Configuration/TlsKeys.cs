using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Configuration;

/// <summary>The keys of <c>runtime.tls</c>.</summary>
internal static class TlsKeys
{
    private static readonly TextForm Path = new(1000);

    public static OptionalForm<TlsConfiguration> Form { get; } = new(new MappingForm<TlsConfiguration>(
        new TlsConfiguration(),
        [
            new TypedKey<TlsConfiguration, string>("certificate", Path, t => t.Certificate, (t, v) => t with { Certificate = v })
            {
                IsRequired = true,
                Summary = "PEM file of this process' certificate, then its intermediates, relative to this file",
            },
            new TypedKey<TlsConfiguration, string>("key", Path, t => t.Key, (t, v) => t with { Key = v })
            {
                IsRequired = true,
                Summary = "PEM file of its private key",
            },
            new TypedKey<TlsConfiguration, SecretText?>(
                "keyPassword", new OptionalForm<SecretText>(new SecretTextForm(1000)), t => t.KeyPassword, (t, v) => t with { KeyPassword = v })
            {
                Summary = "What the key is encrypted with, if it is; ${env:NAME} and ${file:PATH} in it are put in",
            },
            new TypedKey<TlsConfiguration, string>("ca", Path, t => t.Ca, (t, v) => t with { Ca = v })
            {
                IsRequired = true,
                Summary = "PEM file of the roots that certificates of the cluster must lead to; no other root counts",
            },
            new TypedKey<TlsConfiguration, string?>(
                "peerName", new OptionalForm<string>(new TextForm(253)), t => t.PeerName, (t, v) => t with { PeerName = v })
            {
                Summary = "A DNS name that every certificate of the cluster must carry; left out, any certificate of the roots will do",
            },
        ]));
}
