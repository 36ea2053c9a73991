namespace StreamAe.Host.Commands;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The work was understood and failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line, or a file it names, is wrong: nothing was done.</summary>
    public const int WrongUse = 2;
}
