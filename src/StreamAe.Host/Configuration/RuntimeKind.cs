namespace StreamAe.Host.Configuration;

/// <summary>How monitors are run.</summary>
internal enum RuntimeKind
{
    /// <summary>All of them in this process.</summary>
    Local,

    /// <summary>On a cluster; needs the part Orleans.</summary>
    Orleans,
}
