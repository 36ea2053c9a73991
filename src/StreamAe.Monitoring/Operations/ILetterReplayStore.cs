namespace StreamAe.Monitoring.Operations;

/// <summary>
/// Which dead letters were written to their sources again. A replay is stored before its copy is made, so that no crash and no second operator
/// makes another one. Safe for concurrent use, also of several processes.
/// </summary>
public interface ILetterReplayStore
{
    /// <summary>Stores that a copy is about to be made, unless the monitor's letter has one.</summary>
    /// <param name="again">Also where it has one.</param>
    /// <returns>The replay with its sequence, and true; else the newest of the letter, and false: nothing was stored.</returns>
    (LetterReplay Replay, bool IsNew) BeginReplay(LetterReplay replay, bool again);

    /// <summary>Stores where the copy is.</summary>
    void EndReplay(long sequence, long copy);

    /// <summary>Forgets a replay whose copy was certainly not made.</summary>
    void WithdrawReplay(long sequence);

    /// <summary>The newest first.</summary>
    IReadOnlyList<LetterReplay> ReadReplays(string monitor, int max);
}
