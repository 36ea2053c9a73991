namespace StreamAe.Host.Configuration;

/// <summary>
/// Text of the configuration that may hold a password. Nothing but <see cref="Reveal"/> gives it away: not a message, not a log, not
/// <see cref="ToString"/> of the records that hold it.
/// </summary>
/// <param name="written">As it stands in the file, with references such as <c>${env:NAME}</c> in the place of secrets.</param>
/// <param name="revealed">With the secrets.</param>
internal sealed class SecretText(string written, string revealed) : IEquatable<SecretText>
{
    private readonly string _revealed = revealed;

    /// <summary>As it stands in the file. Who wrote a password there without a reference finds it here: no text for messages.</summary>
    public string Written => written;

    /// <summary>The text with its secrets, for the call that needs it and nothing else.</summary>
    public string Reveal() => _revealed;

    public bool Equals(SecretText? other) => other is not null && other.Written == Written && other._revealed == _revealed;

    public override bool Equals(object? obj) => Equals(obj as SecretText);

    public override int GetHashCode() => string.GetHashCode(Written, StringComparison.Ordinal);

    public override string ToString() => "(hidden)";
}
