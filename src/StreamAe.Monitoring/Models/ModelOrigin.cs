namespace StreamAe.Monitoring.Models;

/// <summary>On whose rows a model was trained.</summary>
public enum ModelOrigin
{
    /// <summary>On rows of many entities: the model an entity starts with. Its verdicts are provisional.</summary>
    Cohort,

    /// <summary>On the entity's own rows.</summary>
    Own,
}
