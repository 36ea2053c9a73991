using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// Where a poll's verdicts and the states it changed are written. A poll holds them from its first judged row until it is released: polls that
/// wait to be judged need none, so that few are in use, and what is written next lies in the processor's cache still.
/// </summary>
internal sealed class JudgingBuffers
{
    private const int MinRows = 256;

    public JudgingBuffers(int parts)
    {
        var states = new StateBuffer[parts];
        for (int s = 0; s < parts; s++)
        {
            states[s] = new StateBuffer();
        }

        States = states;
    }

    public Verdict[] Verdicts { get; private set; } = [];

    /// <summary>One for each of the poll's parts.</summary>
    public IReadOnlyList<StateBuffer> States { get; }

    public void Begin(int rows)
    {
        if (Verdicts.Length < rows)
        {
            Verdicts = new Verdict[Math.Max(rows, MinRows)];
        }

        foreach (StateBuffer states in States)
        {
            states.Clear();
        }
    }
}
