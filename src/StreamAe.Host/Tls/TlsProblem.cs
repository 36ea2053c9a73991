namespace StreamAe.Host.Tls;

/// <summary>Why certificate files cannot be used.</summary>
/// <param name="Key">The key of <c>runtime.tls</c> that is to be mended.</param>
/// <param name="Rule">What is wrong, to follow the key's value.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record TlsProblem(string Key, string Rule, string Remedy);
