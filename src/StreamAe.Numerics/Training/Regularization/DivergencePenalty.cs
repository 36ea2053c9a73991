using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Training;

/// <summary>
/// λ·Σⱼ KL(ρ‖ρ̂ⱼ), ρ̂ⱼ the mean activation of unit j over the batch (Ng 2011, "Sparse autoencoder"); a tanh unit's activation is mapped to
/// (0, 1) by (a + 1)/2.
/// </summary>
internal sealed unsafe class DivergencePenalty : ISparsityPenalty
{
    // ρ̂ is held this far from 0 and 1, where the divergence and its slope are infinite; a saturated float unit is exactly 0 or 1.
    private const double Margin = 1e-6;

    private readonly double _target;
    private readonly double _weight;
    private readonly double _scale;
    private readonly double _shift;
    private readonly double[] _means;
    private readonly float[] _slopes;

    public DivergencePenalty(int units, Activation activation, double target, double weight)
    {
        _target = target;
        _weight = weight;
        (_scale, _shift) = activation == Activation.Tanh ? (0.5, 0.5) : (1, 0);
        _means = new double[units];
        _slopes = new float[units];
    }

    public double AddTo(float* codes, float* delta, int stride, int rows)
    {
        Array.Clear(_means);
        for (int r = 0; r < rows; r++)
        {
            float* code = codes + ((nint)r * stride);
            for (int j = 0; j < _means.Length; j++)
            {
                _means[j] += code[j];
            }
        }

        double sum = 0;
        for (int j = 0; j < _means.Length; j++)
        {
            double mean = Math.Clamp((_scale * _means[j] / rows) + _shift, Margin, 1 - Margin);
            sum += (_target * Math.Log(_target / mean)) + ((1 - _target) * Math.Log((1 - _target) / (1 - mean)));
            _slopes[j] = (float)(_weight * _scale * (((1 - _target) / (1 - mean)) - (_target / mean)) / rows);
        }

        for (int r = 0; r < rows; r++)
        {
            float* target = delta + ((nint)r * stride);
            for (int j = 0; j < _slopes.Length; j++)
            {
                target[j] += _slopes[j];
            }
        }

        return _weight * sum;
    }
}
