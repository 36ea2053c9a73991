using System.Security.Cryptography;
using System.Text;
using StreamAe.Host.Api.Security;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Tests.Api.Security;

public sealed class KeyRingTests
{
    [Fact]
    public void CreateKey_IsAnotherEveryTime_AndFoundByItsHashAlone()
    {
        string key = KeyRing.CreateKey();
        Assert.Matches("^sak_[A-Za-z0-9_-]{43}$", key);
        Assert.NotEqual(key, KeyRing.CreateKey());
        Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}", KeyRing.HashOf(key));
        KeyRing ring = RingOf(KeyRing.CreateKey(), key, KeyRing.CreateKey());
        Assert.Equal("key1", ring.Find(key)?.Name);
        Assert.Null(ring.Find(key + "\n"));
        Assert.Null(ring.Find(" " + key));
        Assert.Null(ring.Find(key[..^1]));
        Assert.Null(ring.Find(KeyRing.HashOf(key)));
        Assert.Null(new KeyRing([]).Find(key));
    }

    /// <summary>Its hash could be turned round by guessing.</summary>
    [Fact]
    public void Find_APasswordWhoseHashWasConfigured_IsNobodys()
    {
        string password = "summer-2026";
        Assert.Null(RingOf(password).Find(password));
    }

    private static KeyRing RingOf(params string[] keys) =>
        new([.. keys.Select((k, i) => new ApiKey { Name = $"key{i}", Role = Role.Viewer, Hash = KeyRing.HashOf(k) })]);
}
