// The text of emitted loops: what fusion and register allocation are for.
import { expect, it } from 'vitest';
import { loopText } from './testing/loop-text';

it('for i in range(n): s += i * i', () => {
  expect(
    loopText(`function squares native -> i64
block b0(%n: i64):
  %zero = const.i64 0
  %one = const.i64 1
  jump loop(%zero, %zero)
block loop(%i: i64, %s: i64):
  %t = lt.i64 %i, %n
  branch %t, body, done
block body:
  %q = mulo.i64 %i, %i -> exit 1
  %s2 = addo.i64 %s, %q -> exit 2
  %i2 = add.i64 %i, %one
  poll -> exit 3
  jump loop(%i2, %s2)
block done:
  return %s
exit 0 reason=recursion: f@0 locals [int %n] stack []
exit 1 reason=overflow: f@10 locals [int %n, int %i, int %s] stack []
exit 2 reason=overflow: f@12 locals [int %n, int %i, int %s] stack [int %q]
exit 3 reason=poll: f@14 locals [int %n, int %i2, int %s2] stack []`),
  ).toMatchInlineSnapshot(`
    "
    cmp rax, rdi
    jge block 3
    mov rdx, rax
    imul rdx, rax
    jo exit 1
    add rcx, rdx
    jo exit 2
    inc rax
    cmp dword [rel poll], 0
    je block 1
    "
  `);
});

it('z += x[i] * y[i] on lists of floats', () => {
  expect(
    loopText(`function dot native -> f64
block b0(%xs: ptr, %ys: ptr, %n: i64, %xsize: i64, %ysize: i64, %xo: ref, %yo: ref):
  %zero = const.i64 0
  %one = const.i64 1
  %start = const.f64 0
  jump loop(%zero, %start)
block loop(%i: i64, %s: f64):
  %t = lt.i64 %i, %n
  branch %t, body, done
block body:
  %u = ult.i64 %i, %xsize
  guard.true %u -> exit 1
  %p = load.ref %xs, %i {offset=0, scale=8, memory=list.item}
  guard.type %p {address=0x9100, name="float"} -> exit 2
  %x = load.f64 %p {offset=16, memory=float.value}
  %u2 = ult.i64 %i, %ysize
  guard.true %u2 -> exit 3
  %p2 = load.ref %ys, %i {offset=0, scale=8, memory=list.item}
  guard.type %p2 {address=0x9100, name="float"} -> exit 4
  %y = load.f64 %p2 {offset=16, memory=float.value}
  %m = mul.f64 %x, %y
  %s2 = add.f64 %s, %m
  %i2 = add.i64 %i, %one
  poll -> exit 5
  jump loop(%i2, %s2)
block done:
  return %s
exit 0 reason=recursion: f@0 locals [int %n] stack []
exit 1 reason=bounds: f@10 locals [ref %xo, ref %yo, int %i, float %s] stack []
exit 2 reason=type saw=%p: f@10 locals [ref %xo, ref %yo, int %i, float %s] stack []
exit 3 reason=bounds: f@10 locals [ref %xo, ref %yo, int %i, float %s] stack [float %x]
exit 4 reason=type saw=%p2: f@10 locals [ref %xo, ref %yo, int %i, float %s] stack [float %x]
exit 5 reason=poll: f@14 locals [ref %xo, ref %yo, int %i2, float %s2] stack []`),
  ).toMatchInlineSnapshot(`
    "
    cmp r10, rdx
    jge block 3
    cmp r10, rcx
    jae exit 1
    mov r11, [rdi+r10*8]
    cmp qword [r11+8], 0x9100
    jne exit 2
    movsd xmm1, [r11+0x10]
    cmp r10, r8
    jae exit 3
    mov r11, [rsi+r10*8]
    cmp qword [r11+8], 0x9100
    jne exit 4
    mulsd xmm1, [r11+0x10]
    addsd xmm0, xmm1
    inc r10
    cmp dword [rel poll], 0
    je block 1
    "
  `);
});

it('x = (x * K + C) & (2**64 - 1), with constants that do not fit in 32 bits', () => {
  expect(
    loopText(`function lcg native -> i64
block b0(%n: i64, %x0: i64):
  %zero = const.i64 0
  %one = const.i64 1
  %k = const.i64 6364136223846793005
  %c = const.i64 1442695040888963407
  jump loop(%zero, %x0)
block loop(%i: i64, %x: i64):
  %t = lt.i64 %i, %n
  branch %t, body, done
block body:
  %y = mul.i64 %x, %k
  %z = add.i64 %y, %c
  %i2 = add.i64 %i, %one
  poll -> exit 1
  jump loop(%i2, %z)
block done:
  return %x
exit 0 reason=recursion:
exit 1 reason=poll: f@14 locals [int %i2, int %z, int %n] stack []`),
  ).toMatchInlineSnapshot(`
    "
    cmp rax, rdi
    jge block 3
    imul rsi, [rel constant]
    add rsi, [rel constant]
    inc rax
    cmp dword [rel poll], 0
    je block 1
    "
  `);
});

it('a call in the loop: what lives across it is in preserved registers, what the loop does not use is not', () => {
  expect(
    loopText(`function calls frame -> ref
block b0(%frame: ptr):
  %a = load.ref %frame {offset=72, memory=frame.local}
  %b = load.ref %frame {offset=80, memory=frame.local}
  %c = load.ref %frame {offset=88, memory=frame.local}
  %n = load.i64 %frame {offset=96, memory=frame.local}
  %k = load.i64 %frame {offset=104, memory=frame.local}
  %k2 = load.i64 %frame {offset=112, memory=frame.local}
  %k3 = load.i64 %frame {offset=120, memory=frame.local}
  %zero = const.i64 0
  %one = const.i64 1
  %start = const.f64 0
  jump loop(%zero, %start)
block loop(%i: i64, %s: f64):
  %t = lt.i64 %i, %n
  branch %t, body, done
block body:
  %o = call %a, %b {symbol=PyObject_CallOneArg, effect=python, errorWhen=null, result=ref} -> exit 1
  guard.type %o {address=0x9100, name="float"} -> exit 3
  %x = load.f64 %o {offset=16, memory=float.value}
  decref %o {leaf=true}
  %s2 = add.f64 %s, %x
  %i2 = add.i64 %i, %one
  poll -> exit 2
  jump loop(%i2, %s2)
block done:
  %r = box.float %s
  %kk = add.i64 %k, %k2
  store.i64 %frame, %kk {offset=96, memory=frame.local}
  return %r
exit 1 reason=error error=true: f@10 locals [ref %a, ref %b, ref %c, int %i, int %k, int %k3, float %s] stack []
exit 3 reason=type saw=%o: f@10 locals [ref %a, ref %b, ref %c, int %i, int %k, int %k3, float %s] stack [ref %o owned]
exit 2 reason=poll: f@14 locals [ref %a, ref %b, ref %c, int %i2, int %k, int %k3, float %s2] stack []`),
  ).toMatchInlineSnapshot(`
    "
    mov rsi, r12
    mov rdi, rbp
    call PyObject_CallOneArg
    test rax, rax
    je exit 0
    cmp qword [rax+8], 0x9100
    jne exit 1
    movsd xmm0, [rax+0x10]
    dec qword [rax]
    je out of line
    addsd xmm0, [rsp+0x20]
    inc r13
    cmp dword [rel poll], 0
    jne exit 2
    movsd [rsp+0x20], xmm0
    cmp r13, r14
    jl block 2
    "
  `);
});

it('an inner loop with more values than registers outside of it', () => {
  const outer = Array.from({ length: 14 }, (_, i) => i);
  expect(
    loopText(`function nested native -> i64
block b0(%m: ptr, %n: i64):
  %zero = const.i64 0
  %one = const.i64 1
${outer.map((i) => `  %v${i} = load.i64 %m {offset=${8 * i}, memory=native}`).join('\n')}
  jump inner(%zero, %zero)
block inner(%i: i64, %s: i64):
  %x = load.i64 %m, %i {offset=0, scale=8, memory=native}
  %s2 = add.i64 %s, %x
  %i2 = add.i64 %i, %one
  %t = lt.i64 %i2, %n
  branch %t, inner(%i2, %s2), done
block done:
${outer.map((i) => `  %w${i} = xor.i64 ${i === 0 ? '%s2' : `%w${i - 1}`}, %v${i}`).join('\n')}
  return %w13
exit 0 reason=recursion:`),
  ).toMatchInlineSnapshot(`
    "
    add r12, [rdi+r13*8]
    inc r13
    cmp r13, rsi
    jl block 1
    "
  `);
});
