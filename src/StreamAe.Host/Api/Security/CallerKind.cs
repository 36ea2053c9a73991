namespace StreamAe.Host.Api.Security;

/// <summary>How a caller came in.</summary>
internal enum CallerKind
{
    /// <summary>Nobody has to show who they are; on loopback alone.</summary>
    Open,

    /// <summary>With a key.</summary>
    Key,

    /// <summary>With a token of an OpenID Connect provider.</summary>
    Token,

    /// <summary>With a cookie of the console, which a key was shown for.</summary>
    Session,
}
